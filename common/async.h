#ifndef ASYNC_H
#define ASYNC_H

/* asyncio in C, all of it: what a program includes. Each header is the manual of its part;
 * README.md has the order to read them in. */

#include "coroutine.h"
#include "error.h"
#include "future.h"
#include "gather.h"
#include "loop.h"
#include "memory.h"
#include "run.h"
#include "task.h"
#include "thread.h"
#include "timeout.h"

#endif
