#ifndef LOOP_INTERNAL_H
#define LOOP_INTERNAL_H

/* The loop, as the other modules of common/ see it. */

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#include "error-internal.h"
#include "here.h"
#include "loop.h"
#include "record.h"

/* The struct of [type] whose [member] this points to. */
#define CONTAINER_OF(pointer, type, member) ((type *)((char *)(pointer) - offsetof(type, member)))

/* Something to be called by the loop, as a part of whatever it is about: a task's step, a timer.
 * While it is ready or waits in the heap of timers it belongs to the loop, and must not be
 * freed. */
struct loop_callback {
	struct loop_callback *next;		/* while it is ready */
	void (*run)(struct loop_callback *callback);
	void (*drop)(struct loop_callback *callback);	/* called if it will never run; NULL:
							 * nothing is to be done */
	int64_t when;				/* a timer: due at, in nanoseconds; else what it
						 * was */
	uint64_t sequence;			/* new each time it is scheduled: the order of
						 * equals, and its identity */
	uint32_t position;			/* a timer: its place in the heap, counted from
						 * 1; else 0 */
	uint32_t ready : 1;			/* it is in the ready queue, or in the pass that
						 * runs */
	uint32_t task : 31;			/* the number of the task that it is a step or a
						 * wake-up of; 0: of none */
};

struct loop_queue {
	struct loop_callback *first, **end;	/* end: where the next one is to be linked */
};

struct loop_timer {
	int64_t when;				/* as in the callback, where it is far away */
	struct loop_callback *callback;
};

struct loop_timers {				/* a 4-ary heap, ordered by (when, sequence) */
	struct loop_timer *heap;
	size_t count, room;
};

/* Something that libevent keeps for a loop, and that must go before the loop's libevent does. It
 * ends with its loop, unless its owner takes it back earlier. */
struct loop_resource {
	void (*end)(struct loop_resource *resource);
	struct loop_resource *next, **link;	/* link NULL: it is none of a loop's */
};

struct async_loop {
	enum async_clock clock;
	int64_t now;				/* the virtual clock */
	uint64_t sequence;
	struct loop_queue ready, batch;		/* for the next pass; what is left of the one
						 * that runs */
	struct loop_timers timers;
	struct error_state errors;		/* of callbacks */
	bool running, stopping;
	struct exception *interrupt;		/* a SystemExit or KeyboardInterrupt: the run ends
						 * at once, and raises it; owned */
	bool debug;				/* debug.c */
	double slow_callback_duration;		/* debug.c; seconds */
	unsigned passes_at_once;		/* passes since time last moved, or the loop had
						 * nothing to do */
	struct async_loop *next_open;		/* of this thread's loops that are not closed */

	/* report.c: who is told of what nobody catches; NULL: stderr */
	void (*exception_handler)(struct async_loop *loop,
				  const struct async_exception_context *context, void *arg);
	void *exception_handler_arg;

	/* schedule.c: another order than asyncio's; both NULL: asyncio's */
	void (*reorder)(struct loop_queue *batch);
	const char *schedule;			/* its name */

	/* poll.c: what libevent watches */
	struct event_base *base;
	struct event *wake_event, *timer_event;
	int wake_fd, timer_fd;			/* an eventfd; a timerfd */
	int64_t timer_set;			/* what timer_fd is set to */
	struct loop_resource *resources;	/* the newest first */
	struct loop_watch **watches;		/* by descriptor */
	size_t watches_room, watching;		/* watching: how many have a reader or a writer */
	struct loop_watch *told, **end_of_told;	/* those told of in the last look, in order */
	struct loop_side *resting;		/* the one that loop_rest() was called for last */
	struct loop_side *in_doubt;			/* see descriptor.c */
	unsigned looks_in_doubt;
	int64_t doubts_end;
	unsigned told_at_once;			/* events in one look of libevent */

	int signal_pipe[2];			/* signals.c; 0 while it has no handlers */

	/* flight.c: what is on its way, on the virtual clock */
	size_t outside;				/* see loop_outside_begins() */
	bool datagram_sent;			/* since time last moved */
	int64_t stands_since;			/* the real time at which waiting began since
						 * then; 0: it has not */
	int64_t nothing_since;			/* real: when what is on its way last came */

	struct child *children;			/* child.c: those that have not been reaped */
	struct async_subprocess_transport *subprocesses;	/* those that have not ended */

	/* transport.c */
	struct async_transport *transports;	/* those that have not ended, the newest first */
	char *read_buffer;			/* what sockets read into; NULL until one does */
	struct async_server *servers;		/* server.c: those that are not closed */

	/* call.c: call_soon() and its like */
	struct loop_call *free_calls;
	struct call_block *call_blocks;
	uint64_t cancelled[1024];		/* the sequences of the last that were */
	size_t cancellations;

	/* remote.c: what other threads have to say; under lock */
	pthread_mutex_t lock;
	struct loop_queue remote;		/* to be run as soon as may be */
	struct loop_queue settled;		/* from threads that have ended or block: see
						 * loop_post_settled() */
	size_t busy;				/* threads that run, and do not block on the
						 * virtual clock */
	atomic_bool remote_waits;		/* remote or settled is not empty */
	atomic_uint wakers;			/* threads that are about to wake the loop */
	atomic_uint signals;			/* of enum loop_signal */
	size_t jobs;				/* functions given to threads and not ended; the
						 * loop's thread only */
	struct executor_job *first_job;		/* executor.c: these */
	struct async_executor *executors;	/* those that were made in this loop */
	struct async_executor *default_executor;	/* NULL until it is needed */
	struct async_executor *own_executor;	/* the one that was made where it was needed */
	bool default_executor_shut;
	struct async_file *files;		/* file.c: those that are open */
};

/* ---- Queues ---- */

static inline void queue_init(struct loop_queue *queue)
{
	queue->first = NULL;
	queue->end = &queue->first;
}

static inline void queue_add(struct loop_queue *queue, struct loop_callback *callback)
{
	callback->next = NULL;
	*queue->end = callback;
	queue->end = &callback->next;
}

static inline struct loop_callback *queue_take(struct loop_queue *queue)
{
	struct loop_callback *first = queue->first;

	if (first != NULL) {
		queue->first = first->next;
		if (queue->first == NULL)
			queue->end = &queue->first;
	}
	return first;
}

static inline void queue_append(struct loop_queue *queue, struct loop_queue *from)
{
	if (from->first == NULL)
		return;
	*queue->end = from->first;
	queue->end = from->end;
	queue_init(from);
}

/* Returns: whether it was there. */
bool queue_remove(struct loop_queue *queue, struct loop_callback *callback);

/* ---- Scheduling: loop.c, clock.c, timers.c ---- */

static inline uint64_t loop_take_sequence(struct async_loop *loop)
{
	return ++loop->sequence;
}

/* The loop of this thread while it runs, else NULL. */
static inline struct async_loop *loop_running(void)
{
	return here.loop;
}

/* The given loop, or for NULL the running one. Raises: RuntimeError, and returns NULL. */
struct async_loop *loop_or_running(struct async_loop *loop);

/* The same for a call that belongs to the loop's thread: in debug mode it raises RuntimeError in
 * another thread than the one in which [loop] runs, too. */
struct async_loop *loop_of_this_thread(struct async_loop *loop);

/* Whether [loop] is one of this thread's and not closed: a future may outlive its loop. */
bool loop_is_open(const struct async_loop *loop);

/* The clock of the loops that are made from now on. */
enum async_clock loop_chosen_clock(void);

/* Set the virtual clock to [to], if that is later. */
void loop_move_clock(struct async_loop *loop, int64_t to);

/* Nanoseconds on the loop's clock; on the real one, whichever the loop's is. */
int64_t loop_now(const struct async_loop *loop);
int64_t loop_real_time(void);

/* Whether the first timer is due. */
bool loop_timer_is_due(const struct async_loop *loop);

/* Seconds to nanoseconds, which may be negative; what is too far away is the end of time. */
int64_t loop_nanoseconds(double seconds);

/* That long from now; what is too far away is the end of time. */
int64_t loop_later(const struct async_loop *loop, int64_t nanoseconds);

/* When a block of that long, begun at [when], is over: always before the end of time, at which
 * nothing happens any more. */
int64_t loop_time_after(int64_t when, int64_t nanoseconds);

/* Have [callback] run in the next pass. It must not be scheduled. The first: where nothing is
 * recorded. */
static inline void loop_soon_unheard(struct async_loop *loop, struct loop_callback *callback)
{
	callback->sequence = loop_take_sequence(loop);
	callback->ready = true;
	queue_add(&loop->ready, callback);
}

static inline void loop_soon(struct async_loop *loop, struct loop_callback *callback)
{
	loop_soon_unheard(loop, callback);
	if (record_listened && callback->task != 0)
		record_task(RECORD_WAKE, callback->task, 0, NULL);
}

/* Have [callback] run at [when]. Returns: 0, or -ENOMEM, and then nothing has changed. */
int loop_at(struct async_loop *loop, struct loop_callback *callback, int64_t when);

/* The same, before all timers of the same time that were scheduled since [sequence] was taken by
 * loop_take_sequence(). */
int loop_at_sequence(struct async_loop *loop, struct loop_callback *callback, int64_t when,
		     uint64_t sequence);

/* See to it that [callback], which may be scheduled in whatever way, does not run: its memory is
 * about to go. */
void loop_remove(struct async_loop *loop, struct loop_callback *callback);

/* One pass. Returns: false if nothing could ever wake the loop again. */
bool loop_run_once(struct async_loop *loop);

/* Run until loop->stopping, as the thread's running loop. Returns: false, and raises
 * RuntimeError, if it runs already, or after a deadlock; or what interrupted it. */
bool loop_run(struct async_loop *loop);

/* End the run of [loop] behind the callback that runs, and have it raise [e], unless it ends
 * already so. Owns: takes the reference of the caller. */
void loop_interrupt(struct async_loop *loop, struct exception *e);

/* Whether [loop] may be run now. Raises: RuntimeError, and returns false, if a loop runs. */
bool loop_may_run(const struct async_loop *loop);

/* Called when a callback left an exception raised, and when nothing can wake the loop: report.c. */
extern void (*loop_exception_hook)(struct async_loop *loop, struct exception *e);
extern void (*loop_deadlock_hook)(struct async_loop *loop);

/* Called when a loop is made: run.c. */
extern void (*loop_open_hook)(struct async_loop *loop);

/* Called when it begins to run, and when it has stopped: debug-quit.c. */
extern void (*loop_run_hook)(struct async_loop *loop, bool runs);

/* Where loop->debug, called before the callbacks of a pass, [callback] NULL, and around each of
 * them; and when async_block() has moved the virtual clock: debug.c. */
extern void (*loop_begin_hook)(struct async_loop *loop, struct loop_callback *callback);
extern void (*loop_end_hook)(struct async_loop *loop);
extern void (*loop_block_hook)(struct async_loop *loop);

/* Called when a loop closes, when no callback of it will run any more: run.c. */
extern void (*loop_close_hook)(struct async_loop *loop);

/* For callback->drop: it is heap_get()'s. */
void loop_drop_from_heap(struct loop_callback *callback);
/* Drop [callback]. */
void loop_drop(struct loop_callback *callback);

int timers_add(struct loop_timers *timers, struct loop_callback *callback);
void timers_remove(struct loop_timers *timers, struct loop_callback *callback);
void timers_free(struct loop_timers *timers);

/* Whether what is ready may run without the loop in between, unless it leaves an exception. */
static inline bool loop_is_free(const struct async_loop *loop)
{
	return atomic_load_explicit(&loop->signals, memory_order_relaxed) == 0 && !record_on;
}

/* What runs next; NULL if the loop has something to do before, were it only that it looks at the
 * clock or at descriptors between two passes. */
static inline const struct loop_callback *loop_next(struct async_loop *loop)
{
	if (!loop_is_free(loop))
		return NULL;
	if (loop->batch.first == NULL && !loop->stopping && loop->timers.count == 0 &&
	    loop->watching == 0 && loop->jobs == 0 &&
	    !atomic_load_explicit(&loop->remote_waits, memory_order_relaxed)) {
		loop->passes_at_once++;
		queue_append(&loop->batch, &loop->ready);
	}
	return loop->batch.first;
}

/* For those with time for a look at the clock: loop_next() gives up where there are timers, and
 * this lets it go on if none of them is due. */
void loop_pass_timers(struct async_loop *loop);

/* It runs. */
static inline void loop_take_next(struct async_loop *loop)
{
	queue_take(&loop->batch)->ready = false;
}

/* ---- Waiting: poll.c ---- */

int poll_init(struct async_loop *loop);			/* 0, or a negative errno value */
void poll_fini(struct async_loop *loop);
enum { POLL_NOW = 0 };
/* Look at the descriptors, and wait until [until] (nanoseconds on the real clock; POLL_NOW;
 * INT64_MAX for ever). */
void poll_wait(struct async_loop *loop, int64_t until);
/* Make poll_wait() return; any thread. */
void poll_wake(struct async_loop *loop);
/* Have resource->end called when [loop] closes, when no callback of it will run any more; or no
 * more. */
void loop_add_resource(struct async_loop *loop, struct loop_resource *resource);
void loop_remove_resource(struct loop_resource *resource);
void loop_end_resources(struct async_loop *loop);	/* [loop] closes */

/* How many events libevent watches, in all loops of the process. */
size_t loop_event_count(void);

/* [fd] is a transport's, until it is given back: the program may neither watch it nor wait for it.
 * [claim] tells the claims apart: it points to where the transport notes the place that it was made
 * at, which may be NULL. Raises: RuntimeError where it is another transport's, MemoryError, and
 * returns false. */
bool loop_claim_descriptor(struct async_loop *loop, int fd, const struct async_site *const *claim);
void loop_disclaim_descriptor(struct async_loop *loop, int fd,
			      const struct async_site *const *claim);
/* Whether the program may. Raises: RuntimeError, and returns false.
 * asyncio: _ensure_fd_no_transport() */
bool loop_may_watch(struct async_loop *loop, int fd);

/* async_loop_add_reader() and its like for the runtime itself, of all descriptors. */
void loop_add_reader(struct async_loop *loop, int fd, void (*fn)(void *arg), void *arg);
void loop_add_writer(struct async_loop *loop, int fd, void (*fn)(void *arg), void *arg);
bool loop_remove_reader(struct async_loop *loop, int fd);
bool loop_remove_writer(struct async_loop *loop, int fd);

/* The same for who waits for a descriptor again and again: where the
 * wait ends, loop_rest() takes the place of loop_remove_reader(). If no other has rested, and
 * the loop has not looked, before loop_watch() is called for it again, its registration goes on.
 * The end of an open file is no reason to rest: remove it. */
void loop_watch(struct async_loop *loop, int fd, bool writer, void (*fn)(void *arg), void *arg);
void loop_rest(struct async_loop *loop, int fd, bool writer);

/* Nothing rests any more. Needed before libevent watches a descriptor of its own. */
void loop_end_rest(struct async_loop *loop);

/* A place for what was received from [fd], and its task has not taken: memory of heap.h, freed with
 * the loop. NULL where [fd] was never watched. */
void **loop_held(struct async_loop *loop, int fd);

/* The arg of the reader, or the writer, of [fd], if [fn] is its function; else NULL. */
void *loop_watcher(struct async_loop *loop, int fd, bool writer, void (*fn)(void *arg));

/* A datagram was sent: before time on the virtual clock moves, there is a short look in real time
 * whether it has come to somebody. */
void loop_datagram_sent(struct async_loop *loop);

/* Something comes from outside of this process that nothing else tells of: a child runs, or a
 * terminal is read. While it does, the virtual clock lets real time pass on the way to the next
 * timer. Calls are counted. */
void loop_outside_begins(struct async_loop *loop);
void loop_outside_ends(struct async_loop *loop);

/* Something else than a reader or a writer waits for a descriptor by libevent: then a loop with
 * nothing to do waits, too. */
void loop_watch_begins(struct async_loop *loop);
void loop_watch_ends(struct async_loop *loop);

/* ---- What is on its way while nothing is ready: flight.c ---- */

enum flight {
	FLIGHT_NOTHING,			/* time may move */
	FLIGHT_OUTSIDE,			/* something may come from outside, at its own pace */
	FLIGHT_SHORT,			/* something will be there in a moment */
};

/* The virtual clock is about to move to [timer]; [outside]: a thread waits for something from
 * outside. Returns: whether there was something to wait for, and so the loop is to look again. */
bool flight_wait(struct async_loop *loop, int64_t timer, bool outside);

/* How long the loop has waited, in real time, since the virtual clock moved. */
int64_t flight_stands(struct async_loop *loop);

/* ---- Other threads: remote.c ---- */

void remote_init(struct async_loop *loop);
void remote_fini(struct async_loop *loop);

/* Have [callback] run in the loop's thread. */
void loop_post(struct async_loop *loop, struct loop_callback *callback);

/* A thread begins to run, or goes on; loop_post_settled() says that it has ended or blocks, and
 * what follows from that. On the virtual clock that is run when the loop has nothing else to do
 * and all threads have settled, in the order of callback->sequence, so that threads of different
 * speed make no difference. */
void loop_thread_begins(struct async_loop *loop);
void loop_post_settled(struct async_loop *loop, struct loop_callback *callback);

/* Have [callback] run as what follows from a thread that settles, before that: it is what a thread
 * with this [sequence] asks for while it runs. */
void loop_post_in_order(struct async_loop *loop, struct loop_callback *callback, uint64_t sequence);

/* The loop closes. Drop what was posted by loop_post() and not collected; and, when no thread is
 * busy any more, what was posted by the other two. */
void remote_forget(struct async_loop *loop);
void loop_forget_settled(struct async_loop *loop);

/* Whether threads run that have not settled; whether [callback] was posted so and not collected;
 * and take it back: false if it was not. */
bool remote_is_busy(struct async_loop *loop);
bool remote_is_settled(struct async_loop *loop, const struct loop_callback *callback);
bool remote_take_settled(struct async_loop *loop, struct loop_callback *callback);

/* Move what was posted to the ready queue, and, if [settled] says so, what follows from threads
 * that have settled. (On the real clock, always.) Returns: whether threads are busy. */
enum remote_settled { SETTLED_LATER, SETTLED_IF_ALL, SETTLED_NOW };
bool remote_collect(struct async_loop *loop, enum remote_settled settled);

/* Have the hook of [signal] called in the loop's thread, behind the callback that runs, or, if it
 * waits, at once. May be called from a signal handler. Returns: false if that has been asked for
 * and not been done yet. */
enum loop_signal {
	LOOP_SIGINT = 1,
	LOOP_SIGQUIT = 2,
	LOOP_SIGNALS = LOOP_SIGINT | LOOP_SIGQUIT,
	LOOP_LOOKS_ON = 4,			/* none: the loop has something to do between two
						 * callbacks or passes, as in debug mode */
};
bool loop_signal(struct async_loop *loop, enum loop_signal signal);
void loop_forget_signal(struct async_loop *loop, enum loop_signal signal);
extern void (*loop_sigint_hook)(struct async_loop *loop);	/* interrupt.c */
extern void (*loop_default_sigint_hook)(struct async_loop *loop);	/* it is as it was at
									 * first: interrupt.c */
extern void (*loop_sigquit_hook)(struct async_loop *loop);	/* debug-quit.c */

/* Call the hooks of those [signals] that have come. Returns: whether there were any. */
void loop_call_signal_hooks(struct async_loop *loop, unsigned signals);
static inline bool loop_take_signals(struct async_loop *loop, unsigned signals)
{
	if ((atomic_load_explicit(&loop->signals, memory_order_relaxed) & signals) == 0)
		return false;
	loop_call_signal_hooks(loop, signals);
	return true;
}

/* What async_block() calls in a thread of an executor: executor.c. Returns: false if the thread is
 * none of its own. */
extern bool (*loop_thread_block_hook)(int64_t nanoseconds);

/* What all other threads of the process do, as far as one can know: stuck.c. */
enum loop_threads {
	THREADS_UNKNOWN,
	THREADS_STUCK,			/* there are none, or each waits for others */
	THREADS_REST,			/* some wait for something from outside */
	THREADS_RUN,			/* some run, or sleep */
};
extern enum loop_threads (*loop_threads_hook)(void);

/* Whether threads of the program's own may have something to say to a loop that is idle, and that,
 * if [nothing_is_left], nothing else can wake any more: stuck.c. */
extern bool (*loop_others_may_post_hook)(bool nothing_is_left);

/* How many threads the runtime itself has made, in all loops. */
extern atomic_size_t loop_own_threads;

/* Which function of the program [callback] will call; NULL if it is none of call.c's: call.c. */
const void *call_function(const struct loop_callback *callback);

/* Free all calls: call.c. */
void calls_fini(struct async_loop *loop);

#endif
