/* What runs when.
 *
 * Life of a callback: loop_soon() puts it at the end of the ready queue; loop_at() puts it into the
 * heap of timers, from where it moves to the ready queue when it is due. A pass (loop_run_once) is
 * asyncio's:
 *
 * 1. wait for descriptors: not at all if something is ready, else until the first timer is due
 * 2. move what became ready, and then the timers that are due, to the ready queue
 * 3. take the whole queue, and run exactly that; what is scheduled meanwhile is for the next pass
 *
 * So a callback that schedules itself again and again starves nobody, and everyone who became ready
 * first runs first.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "heap.h"
#include "loop-internal.h"
#include "record.h"

enum { IMPATIENT = 1000 };	/* passes in which something was ready and the virtual clock stood,
				 * before threads are waited for no longer */

static const int64_t MILLISECOND = 1000000;
static const int64_t PATIENCE = 1000000000;	/* with a thread that waits for something from
						 * outside: so long time stands */

static _Thread_local struct async_loop *open_loops;

/* ---- Queues ---- */

bool queue_remove(struct loop_queue *queue, struct loop_callback *callback)
{
	struct loop_callback **link = &queue->first;

	while (*link != NULL && *link != callback)
		link = &(*link)->next;
	if (*link == NULL)
		return false;
	*link = callback->next;
	if (*link == NULL)
		queue->end = link;
	return true;
}

void loop_drop(struct loop_callback *callback)
{
	if (callback->drop != NULL)
		callback->drop(callback);
}

void loop_drop_from_heap(struct loop_callback *callback)
{
	heap_put(callback);
}

/* ---- Scheduling ---- */

struct async_loop *async_get_running_loop(void)
{
	return here.loop != NULL ? here.loop : error_raise(RuntimeError, "no running event loop");
}

struct async_loop *loop_or_running(struct async_loop *loop)
{
	return loop != NULL ? loop : async_get_running_loop();
}

struct async_loop *loop_of_this_thread(struct async_loop *loop)
{
	if (loop != NULL && loop->debug && loop->running && loop != here.loop)
		return error_raise(RuntimeError, "Non-thread-safe operation invoked on an event "
						 "loop other than the current one");
	return loop_or_running(loop);
}

int loop_at_sequence(struct async_loop *loop, struct loop_callback *callback, int64_t when,
		     uint64_t sequence)
{
	callback->when = when;
	callback->sequence = sequence;
	return timers_add(&loop->timers, callback);
}

int loop_at(struct async_loop *loop, struct loop_callback *callback, int64_t when)
{
	return loop_at_sequence(loop, callback, when, loop_take_sequence(loop));
}

void loop_remove(struct async_loop *loop, struct loop_callback *callback)
{
	if (callback->position != 0)
		timers_remove(&loop->timers, callback);
	else if (callback->ready && !queue_remove(&loop->batch, callback))
		queue_remove(&loop->ready, callback);
	callback->ready = false;
}

/* ---- The pass ---- */

static int64_t first_timer(const struct async_loop *loop)
{
	return loop->timers.count > 0 ? loop->timers.heap[0].when : INT64_MAX;
}

/* On the virtual clock: hear what threads have to say. Returns: what the loop is to do. */
enum hearing { LOOK_AGAIN, GO_ON, GO_ON_SLOWLY };

static enum hearing hear_threads(struct async_loop *loop)
{
	enum loop_threads others;

	flight_stands(loop);
	poll_wait(loop, loop_real_time() + MILLISECOND);
	if (!remote_collect(loop, SETTLED_IF_ALL) || loop->ready.first != NULL)
		return LOOK_AGAIN;
	others = loop_threads_hook();
	if (others == THREADS_REST && flight_stands(loop) > PATIENCE)
		return GO_ON_SLOWLY;
	if (others != THREADS_STUCK)
		return LOOK_AGAIN;
	remote_collect(loop, SETTLED_NOW);
	return loop->ready.first != NULL ? LOOK_AGAIN : GO_ON;
}

/* Nothing is left that could wake the loop, but threads that the loop does not know. */
static bool is_left_alone(const struct async_loop *loop)
{
	return first_timer(loop) == INT64_MAX && loop->watching == 0 && loop->outside == 0 &&
	       (loop->clock == ASYNC_CLOCK_VIRTUAL || loop->jobs == 0);
}

/* Let time go on to the first timer, unless something comes before. */
static void pass_time(struct async_loop *loop, bool slowly)
{
	const int64_t timer = first_timer(loop);

	if (loop->clock == ASYNC_CLOCK_REAL || timer == INT64_MAX) {
		poll_wait(loop, timer);
		return;
	}
	if (loop->watching > 0)
		poll_wait(loop, POLL_NOW);
	if (loop->ready.first != NULL || atomic_load(&loop->remote_waits))
		return;
	if (!flight_wait(loop, timer, slowly))
		loop_move_clock(loop, timer);
}

/* Nothing is ready: wait. On the virtual clock threads and descriptors have their say first;
 * then time moves to the first timer. Returns: false if nothing can ever wake the loop. */
static bool wait_idle(struct async_loop *loop, bool threads_are_busy)
{
	const bool virtual = loop->clock == ASYNC_CLOCK_VIRTUAL;
	const bool alone = is_left_alone(loop);
	enum hearing heard = virtual && threads_are_busy ? hear_threads(loop) : GO_ON;

	if (heard == LOOK_AGAIN)
		return true;
	if ((virtual || alone) && loop_others_may_post_hook(alone)) {
		poll_wait(loop, loop_real_time() + (virtual ? 1 : 100) * MILLISECOND);
		return true;
	}
	if (alone)				/* or has come from one that has ended since */
		return atomic_load(&loop->remote_waits);
	pass_time(loop, heard == GO_ON_SLOWLY);
	return true;
}

void loop_pass_timers(struct async_loop *loop)
{
	if (loop->timers.count == 0 || loop->batch.first != NULL || loop->ready.first == NULL ||
	    loop->stopping || loop->watching > 0 || loop->jobs > 0 ||
	    atomic_load(&loop->remote_waits) || !loop_is_free(loop) || loop_timer_is_due(loop))
		return;
	loop->passes_at_once++;
	queue_append(&loop->batch, &loop->ready);
}

static void collect_timers(struct async_loop *loop)
{
	int64_t now;

	if (!loop_timer_is_due(loop))
		return;
	for (now = loop_now(loop); first_timer(loop) <= now;) {
		struct loop_callback *due = loop->timers.heap[0].callback;

		timers_remove(&loop->timers, due);
		due->ready = true;
		queue_add(&loop->ready, due);
	}
}

void loop_interrupt(struct async_loop *loop, struct exception *e)
{
	if (loop->interrupt == NULL)
		loop->interrupt = e;
	else
		exception_release(e);
}

/* A callback has left an exception raised. That is reported, and then the report's handler may have
 * left one, too. */
static void take_raised(struct async_loop *loop)
{
	struct exception *e;

	while ((e = error_take()) != NULL) {
		if (exception_is_exit(e)) {
			loop_interrupt(loop, e);
		} else {
			loop_exception_hook(loop, e);
			exception_release(e);
		}
	}
}

static void run_watched(struct async_loop *loop, struct loop_callback *callback)
{
	loop_begin_hook(loop, callback);
	callback->run(callback);
	loop_end_hook(loop);
}

static void run_ready(struct async_loop *loop)
{
	struct loop_callback *callback;

	queue_append(&loop->batch, &loop->ready);
	if (loop->reorder != NULL)
		loop->reorder(&loop->batch);
	if (loop->debug)
		loop_begin_hook(loop, NULL);
	while (loop->interrupt == NULL && (callback = queue_take(&loop->batch)) != NULL) {
		callback->ready = false;
		if (loop->debug)
			run_watched(loop, callback);
		else
			callback->run(callback);
		if (loop_take_signals(loop, LOOP_SIGNALS) && loop->debug)
			loop_begin_hook(loop, NULL);	/* the next one is not to blame */
		if (loop->errors.raised != NULL)
			take_raised(loop);
	}
	if (loop->batch.first != NULL) {	/* in the next run these come first */
		queue_append(&loop->batch, &loop->ready);
		queue_append(&loop->ready, &loop->batch);
	}
}

static void record_pass(const struct async_loop *loop)
{
	int64_t ready = 0;

	for (const struct loop_callback *c = loop->ready.first; c != NULL; c = c->next)
		ready++;
	record_task(RECORD_PASS, 0, ready | (int64_t)loop->timers.count << 32, NULL);
}

bool loop_run_once(struct async_loop *loop)
{
	bool idle = loop->ready.first == NULL && !loop->stopping;
	bool impatient = !idle && ++loop->passes_at_once > IMPATIENT;
	bool busy = remote_collect(loop, impatient ? SETTLED_NOW
					 : idle    ? SETTLED_IF_ALL
						   : SETTLED_LATER);

	if (idle)
		loop->passes_at_once = 0;	/* threads are heard of now */
	if (loop->ready.first == NULL && !loop->stopping) {
		if (!wait_idle(loop, busy) && !loop_take_signals(loop, LOOP_SIGNALS))
			return false;
		remote_collect(loop, SETTLED_LATER);
	} else if (loop->watching > 0) {
		poll_wait(loop, POLL_NOW);
	}
	if (record_on && loop->clock == ASYNC_CLOCK_REAL)
		record_set_time(loop_now(loop));
	loop_take_signals(loop, LOOP_SIGNALS);
	collect_timers(loop);
	if (record_listened)
		record_pass(loop);
	run_ready(loop);
	return true;
}

/* ---- Life ---- */

struct async_loop *async_new_event_loop(void)
{
	struct async_loop *loop = heap_get(sizeof *loop);
	int error;

	if (loop == NULL)
		return error_raise(MemoryError, "%zu bytes for an event loop", sizeof *loop);
	loop->clock = loop_chosen_clock();
	loop->slow_callback_duration = 0.1;
	queue_init(&loop->ready);
	queue_init(&loop->batch);
	error = poll_init(loop);
	if (error != 0) {
		heap_put(loop);
		return error_raise_errno(-error, "cannot make an event loop");
	}
	remote_init(loop);
	loop_open_hook(loop);
	loop->next_open = open_loops;
	return open_loops = loop;
}

bool loop_is_open(const struct async_loop *loop)
{
	for (const struct async_loop *open = open_loops; open != NULL; open = open->next_open)
		if (open == loop)
			return true;
	return false;
}

static void forget_open(const struct async_loop *loop)
{
	struct async_loop **link = &open_loops;

	while (*link != NULL && *link != loop)
		link = &(*link)->next_open;
	if (*link != NULL)
		*link = loop->next_open;
}

static void drop_all(struct loop_queue *queue)
{
	struct loop_callback *callback;

	while ((callback = queue_take(queue)) != NULL)
		loop_drop(callback);
}

void async_loop_close(struct async_loop *loop)
{
	if (loop == NULL)
		return;
	if (loop->running)
		error_misuse("async_loop_close() was called while the loop runs: stop it first");
	timers_free(&loop->timers);
	drop_all(&loop->ready);
	loop_close_hook(loop);
	loop_end_resources(loop);
	remote_forget(loop);			/* what threads have said up to their end */
	remote_fini(loop);
	poll_fini(loop);
	calls_fini(loop);
	error_fini(&loop->errors);
	forget_open(loop);
	heap_put(loop);
}

bool loop_may_run(const struct async_loop *loop)
{
	if (here.loop != NULL)
		error_raise(RuntimeError, "%s",
			    loop->running
				    ? "This event loop is already running"
				    : "Cannot run the event loop while another loop is running");
	return here.loop == NULL;
}

static void begin_run(struct async_loop *loop)
{
	here.loop = loop;
	loop->running = true;
	loop_run_hook(loop, true);
	if (record_on) {
		record_set_time(loop_now(loop));
		record_event(RECORD_RUN, loop->clock, loop->schedule);
	}
}

static void end_run(struct async_loop *loop)
{
	if (record_on) {
		record_set_time(loop_now(loop));
		record_event(RECORD_STOP, 0, NULL);
	}
	loop->stopping = loop->running = false;
	loop_run_hook(loop, false);
	here.loop = NULL;
}

bool loop_run(struct async_loop *loop)
{
	struct error_state *former;
	struct exception *interrupt;
	bool alive;

	if (!loop_may_run(loop))
		return false;
	former = error_use(&loop->errors);
	begin_run(loop);
	do
		alive = loop_run_once(loop);
	while (alive && !loop->stopping && loop->interrupt == NULL);
	if (!alive)
		loop_deadlock_hook(loop);
	end_run(loop);
	error_use(former);
	interrupt = loop->interrupt;
	loop->interrupt = NULL;
	if (interrupt != NULL)
		error_put(interrupt);
	else if (!alive)
		error_raise(RuntimeError,
			    "deadlock: nothing is left that could wake the event loop");
	return alive && interrupt == NULL;
}

void async_loop_run_forever(struct async_loop *loop)
{
	error_forbid_raised("async_loop_run_forever()");
	loop_run(loop);
}

bool async_loop_is_running(const struct async_loop *loop)
{
	return loop->running;
}

void async_loop_stop(struct async_loop *loop)
{
	loop = loop_or_running(loop);
	if (loop != NULL)
		loop->stopping = true;
}
