/* libevent: events that are nothing but timeouts, in the heap that it has of them. They lie in an
 * array, and their times begin at the loop's idea of now, which it has for a whole pass. */

#include <event2/event.h>
#include <event2/event_struct.h>

#include "timers.h"

static struct event_base *base;
static struct event *events;
static double expiring;

static void on_time(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
	if (--left == 0)
		count_time(expiring);
}

static void run_round(evutil_socket_t fd, short what, void *arg)
{
	double began = seconds();

	(void)fd;
	(void)what;
	(void)arg;
	left = timers - timers / 2;
	for (size_t i = 0; i < timers; i++) {
		struct timeval delay = { 0, (suseconds_t)(delays[i] * 1e6) };

		evtimer_assign(&events[i], base, on_time, NULL);
		evtimer_add(&events[i], &delay);
	}
	for (size_t i = 1; i < timers; i += 2)
		evtimer_del(&events[i]);
	count_time(began);
	pass_time(began);
	expiring = seconds();
	event_base_update_cache_time(base);	/* else it would wait for what is due */
}

int main(int argc, char **argv)
{
	timers_begin(argc, argv);
	base = event_base_new();
	events = malloc(timers * sizeof *events);
	for (; round_number < ROUNDS; round_number++) {
		event_base_once(base, -1, EV_TIMEOUT, run_round, NULL, NULL);
		event_base_dispatch(base);
	}
	return timers_end();
}
