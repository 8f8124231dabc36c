#ifndef THREAD_INTERNAL_H
#define THREAD_INTERNAL_H

#include "future-internal.h"
#include "thread.h"

/* A future that is done when no function runs in a thread any more; NULL if that is so now. */
struct async_future *thread_pool_idle(struct async_loop *loop);

/* End the threads of [loop], each behind the function it runs, which on the virtual clock blocks
 * no more. */
void thread_pool_close(struct async_loop *loop);

#endif
