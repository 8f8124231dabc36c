#ifndef POLL_INTERNAL_H
#define POLL_INTERNAL_H

/* Between poll.c, which waits by libevent, and descriptor.c, which knows who waits for what. */

#include <event2/event.h>

#include "loop-internal.h"

/* An event of libevent's that is watched from now on. Returns: NULL, with errno
 * set. */
struct event *poll_new_event(struct async_loop *loop, int fd, short what, event_callback_fn fn,
			     void *arg);
/* [event] may be NULL. */
void poll_free_event(struct event *event);

/* Before a look that is to last until [until]. Returns: until when it is to last, which may be
 * less. */
int64_t descriptors_before_look(struct async_loop *loop, int64_t until);

/* After it: have those called that were told of. */
void descriptors_make_ready(struct async_loop *loop);

void descriptors_fini(struct async_loop *loop);

#endif
