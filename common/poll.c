/* Waiting: the part of the loop that libevent does. It watches descriptors; each that speaks puts
 * its callback into the ready queue, and nothing is called from here.
 *
 * Timers are not libevent's: it does not order equal ones, its precise ones cost a system call a
 * pass, and the coarse ones are 4 ms late. One timerfd is set to the first timer when there is need
 * to wait, and is watched like any descriptor.
 */

#include <errno.h>
#include <event2/event.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "poll-internal.h"
#include "record.h"

enum { FIRST_EVENTS = 32 };		/* libevent takes so many in one look, and later more */

static atomic_size_t events;		/* of all threads */

size_t loop_event_count(void)
{
	return events;
}

struct event *poll_new_event(struct async_loop *loop, int fd, short what, event_callback_fn fn,
			     void *arg)
{
	struct event *event = event_new(loop->base, fd, what | EV_PERSIST, fn, arg);
	int error;

	if (event == NULL)
		return NULL;
	if (event_add(event, NULL) != 0) {
		error = errno;
		event_free(event);
		errno = error;
		return NULL;
	}
	events++;
	return event;
}

void poll_free_event(struct event *event)
{
	if (event != NULL) {
		event_free(event);
		events--;
	}
}

/* ---- Life ---- */

/* The wake-up and the timer have nothing to say but that the wait is over. They are watched for
 * edges, and never read. */
static void on_wake(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	((struct async_loop *)arg)->told_at_once++;
}

static int open_descriptors(struct async_loop *loop)
{
	loop->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (loop->wake_fd < 0)
		return -errno;
	loop->wake_event = poll_new_event(loop, loop->wake_fd, EV_READ | EV_ET, on_wake, loop);
	if (loop->wake_event == NULL)
		return -ENOMEM;
	loop->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (loop->timer_fd < 0)
		return -errno;
	loop->timer_event =
		poll_new_event(loop, loop->timer_fd, EV_READ | EV_ET, on_wake, loop);
	return loop->timer_event != NULL ? 0 : -ENOMEM;
}

/* What libevent cannot do it says on stderr, too. Here it becomes an exception. */
static void say_nothing(int severity, const char *message)
{
	(void)severity;
	(void)message;
}

int poll_init(struct async_loop *loop)
{
	struct event_config *config = event_config_new();
	int error;

	event_set_log_callback(say_nothing);
	loop->wake_fd = loop->timer_fd = -1;
	loop->end_of_told = &loop->told;
	if (config != NULL) {
		event_config_require_features(config, EV_FEATURE_ET);
		event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
		loop->base = event_base_new_with_config(config);
		event_config_free(config);
	}
	if (loop->base == NULL)
		return errno != 0 ? -errno : -ENOMEM;
	error = open_descriptors(loop);
	if (error != 0)
		poll_fini(loop);
	return error;
}

void poll_fini(struct async_loop *loop)
{
	descriptors_fini(loop);
	poll_free_event(loop->wake_event);
	poll_free_event(loop->timer_event);
	if (loop->wake_fd >= 0)
		close(loop->wake_fd);
	if (loop->timer_fd >= 0)
		close(loop->timer_fd);
	event_base_free(loop->base);
}

/* ---- What must go before libevent does ---- */

void loop_add_resource(struct async_loop *loop, struct loop_resource *resource)
{
	resource->next = loop->resources;
	if (resource->next != NULL)
		resource->next->link = &resource->next;
	resource->link = &loop->resources;
	loop->resources = resource;
}

void loop_remove_resource(struct loop_resource *resource)
{
	if (resource->link == NULL)
		return;
	*resource->link = resource->next;
	if (resource->next != NULL)
		resource->next->link = resource->link;
	resource->link = NULL;
}

void loop_end_resources(struct async_loop *loop)
{
	struct loop_resource *resource;

	while ((resource = loop->resources) != NULL) {
		loop_remove_resource(resource);
		resource->end(resource);
	}
}

/* ---- Waiting ---- */

static void set_timer(struct async_loop *loop, int64_t when)
{
	struct itimerspec until = { .it_value = { when / 1000000000, when % 1000000000 } };

	if (when == INT64_MAX || when == loop->timer_set)
		return;
	timerfd_settime(loop->timer_fd, TFD_TIMER_ABSTIME, &until, NULL);
	loop->timer_set = when;
}

static void run_base(struct async_loop *loop, int flags)
{
	int64_t began = record_listened ? loop_now(loop) : 0;

	loop->told_at_once = 0;
	event_base_loop(loop->base, EVLOOP_ONCE | EVLOOP_NO_EXIT_ON_EMPTY | flags);
	if (record_listened)
		record_task(RECORD_POLL, 0, began, NULL);
}

void poll_wait(struct async_loop *loop, int64_t until)
{
	bool now;

	until = descriptors_before_look(loop, until);
	now = until == POLL_NOW || (until != INT64_MAX && until <= loop_real_time());
	if (!now)
		set_timer(loop, until);
	run_base(loop, now ? EVLOOP_NONBLOCK : 0);
	while (loop->told_at_once >= FIRST_EVENTS)	/* there may be more */
		run_base(loop, EVLOOP_NONBLOCK);
	descriptors_make_ready(loop);
}

void poll_wake(struct async_loop *loop)
{
	uint64_t one = 1;

	while (write(loop->wake_fd, &one, sizeof one) < 0 && errno == EINTR)
		;
}
