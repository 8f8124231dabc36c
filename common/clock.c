/* The two clocks of a loop: the real one, and the virtual one, which moves when nothing else
 * does. */

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "loop-internal.h"
#include "record.h"

static const int64_t SECOND = 1000000000;

static enum async_clock clock_of_choice;
static bool clock_was_chosen;

void async_use_clock(enum async_clock clock)
{
	clock_of_choice = clock;
	clock_was_chosen = true;
}

enum async_clock loop_chosen_clock(void)
{
	const char *clock = getenv("ASYNC_CLOCK");

	if (clock_was_chosen)
		return clock_of_choice;
	return clock != NULL && strcmp(clock, "virtual") == 0 ? ASYNC_CLOCK_VIRTUAL
							      : ASYNC_CLOCK_REAL;
}

int64_t loop_real_time(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * SECOND + now.tv_nsec;
}

int64_t loop_now(const struct async_loop *loop)
{
	return loop->clock == ASYNC_CLOCK_VIRTUAL ? loop->now : loop_real_time();
}

/* While tasks are ready that is asked in each pass, and mostly the first timer is far away: to see
 * that, the time of the kernel's last tick is enough, which costs 4 ns and not 20. With a timer
 * that waits, a sleep(0) of one of two tasks took 35 ns, and takes 12. */
bool loop_timer_is_due(const struct async_loop *loop)
{
	const int64_t ticks = 20000000;		/* two, where they are longest */
	struct timespec now;
	int64_t first;

	if (loop->timers.count == 0)
		return false;
	first = loop->timers.heap[0].when;
	if (loop->clock == ASYNC_CLOCK_VIRTUAL)
		return first <= loop->now;
	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return first <= now.tv_sec * SECOND + now.tv_nsec + ticks && first <= loop_real_time();
}

int64_t loop_nanoseconds(double seconds)
{
	const double most = 9e9;	/* 285 years: what fits */

	if (isnan(seconds))
		return 0;
	if (fabs(seconds) >= most)
		return seconds > 0 ? INT64_MAX : -INT64_MAX;
	return llround(seconds * 1e9);
}

int64_t loop_later(const struct async_loop *loop, int64_t nanoseconds)
{
	int64_t now = loop_now(loop);

	return nanoseconds < INT64_MAX - now ? now + nanoseconds : INT64_MAX;
}

double async_loop_time(struct async_loop *loop)
{
	loop = loop_or_running(loop);
	return loop != NULL ? (double)loop_now(loop) / 1e9 : 0;
}

int64_t loop_time_after(int64_t when, int64_t nanoseconds)
{
	const int64_t last = INT64_MAX - 1;

	return nanoseconds < last - when ? when + nanoseconds : last;
}

void loop_move_clock(struct async_loop *loop, int64_t to)
{
	if (to <= loop->now)
		return;
	loop->now = to;
	loop->passes_at_once = 0;
	loop->stands_since = loop->nothing_since = 0;
	record_set_time(to);
}

void async_block(double seconds)
{
	int64_t nanoseconds = seconds > 0 ? loop_nanoseconds(seconds) : 0;
	struct timespec left = { nanoseconds / SECOND, nanoseconds % SECOND };
	struct async_loop *running = loop_running();
	enum async_clock clock = running != NULL ? running->clock : loop_chosen_clock();

	if (running == NULL && loop_thread_block_hook(nanoseconds))
		return;
	if (running != NULL && record_on)
		record_event(RECORD_BLOCK, nanoseconds, NULL);
	if (clock == ASYNC_CLOCK_REAL)
		while (nanosleep(&left, &left) != 0 && errno == EINTR)
			;
	else if (running != NULL)
		loop_move_clock(running, loop_time_after(running->now, nanoseconds));
	if (running != NULL && running->debug)
		loop_block_hook(running);
}
