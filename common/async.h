#ifndef ASYNC_H
#define ASYNC_H

/* asyncio in C, all of it: what a program includes. Each header is the manual of its part;
 * README.md has the order to read them in. */

#include "child.h"
#include "context.h"
#include "coroutine.h"
#include "datagram.h"
#include "debug.h"
#include "error.h"
#include "executor.h"
#include "file.h"
#include "future.h"
#include "gather.h"
#include "group.h"
#include "iterator.h"
#include "loop.h"
#include "memory.h"
#include "pipe.h"
#include "queue.h"
#include "run.h"
#include "server.h"
#include "signals.h"
#include "socket.h"
#include "stream.h"
#include "subprocess.h"
#include "subprocess-transport.h"
#include "sync.h"
#include "task.h"
#include "taskgroup.h"
#include "thread.h"
#include "timeout.h"
#include "trace.h"
#include "transport.h"
#include "wait.h"
#include "web/certificate.h"
#include "web/tls.h"

#endif
