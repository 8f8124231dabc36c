/* Waiting: the part of the loop that libevent does. It watches descriptors; each that speaks puts
 * its callback into the ready queue, and nothing is called from here.
 *
 * Timers are not libevent's: it does not order equal ones, its precise ones cost a system call a
 * pass, and the coarse ones are 4 ms late. One timerfd is set to the first timer when there is need
 * to wait, and is watched like any descriptor.
 */

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "heap.h"
#include "loop-internal.h"
#include "record.h"

enum { FIRST_ROOM = ASYNC_HARD ? 1 : 64 };	/* of the table of descriptors */

struct side {					/* what is called when a descriptor is readable,
						 * or writable */
	struct loop_callback callback;		/* first, so that one pointer is both */
	void (*fn)(void *arg);			/* NULL: nothing */
	void *arg;
};

struct loop_watch {				/* kept until the loop closes, to be used again */
	struct async_loop *loop;
	struct event *event;			/* NULL while it has neither a reader nor a
						 * writer */
	struct side reader, writer;
};

static atomic_size_t events;		/* of all threads */

size_t loop_event_count(void)
{
	return events;
}

static struct event *new_event(struct async_loop *loop, int fd, short what, event_callback_fn fn,
			       void *arg)
{
	struct event *event = event_new(loop->base, fd, what | EV_ET | EV_PERSIST, fn, arg);

	if (event == NULL)
		return NULL;
	if (event_add(event, NULL) != 0) {
		event_free(event);
		return NULL;
	}
	events++;
	return event;
}

static void free_event(struct event *event)
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
	(void)arg;
}

static int open_descriptors(struct async_loop *loop)
{
	loop->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (loop->wake_fd < 0)
		return -errno;
	loop->wake_event = new_event(loop, loop->wake_fd, EV_READ, on_wake, NULL);
	if (loop->wake_event == NULL)
		return -ENOMEM;
	loop->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (loop->timer_fd < 0)
		return -errno;
	loop->timer_event = new_event(loop, loop->timer_fd, EV_READ, on_wake, NULL);
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
	for (size_t fd = 0; fd < loop->watches_room; fd++) {
		if (loop->watches[fd] != NULL)
			free_event(loop->watches[fd]->event);
		heap_put(loop->watches[fd]);
	}
	heap_put(loop->watches);
	free_event(loop->wake_event);
	free_event(loop->timer_event);
	if (loop->wake_fd >= 0)
		close(loop->wake_fd);
	if (loop->timer_fd >= 0)
		close(loop->timer_fd);
	event_base_free(loop->base);
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

	event_base_loop(loop->base, EVLOOP_ONCE | EVLOOP_NO_EXIT_ON_EMPTY | flags);
	if (record_listened)
		record_task(RECORD_POLL, 0, began, NULL);
}

void poll_wait(struct async_loop *loop, int64_t until)
{
	bool now = until == POLL_NOW || (until != INT64_MAX && until <= loop_now(loop));

	if (!now)
		set_timer(loop, until);
	run_base(loop, now ? EVLOOP_NONBLOCK : 0);
}

void poll_wait_briefly(struct async_loop *loop)
{
	const struct itimerspec millisecond = { .it_value.tv_nsec = 1000000 };

	timerfd_settime(loop->timer_fd, 0, &millisecond, NULL);
	loop->timer_set = 0;
	run_base(loop, 0);
}

void poll_wake(struct async_loop *loop)
{
	uint64_t one = 1;

	while (write(loop->wake_fd, &one, sizeof one) < 0 && errno == EINTR)
		;
}

/* ---- Descriptors ---- */

static void run_side(struct loop_callback *callback)
{
	struct side *side = (struct side *)callback;

	side->fn(side->arg);
}

static void make_ready(struct async_loop *loop, struct side *side)
{
	if (side->fn != NULL && !side->callback.ready)
		loop_soon(loop, &side->callback);
}

static void on_event(evutil_socket_t fd, short what, void *arg)
{
	struct loop_watch *watch = arg;

	(void)fd;
	if (what & EV_READ)
		make_ready(watch->loop, &watch->reader);
	if (what & EV_WRITE)
		make_ready(watch->loop, &watch->writer);
}

static int grow(struct async_loop *loop, size_t needed)
{
	size_t room = loop->watches_room == 0 ? FIRST_ROOM : loop->watches_room * 2;
	struct loop_watch **watches;

	while (room < needed)
		room *= 2;
	watches = heap_get(room * sizeof(*watches));
	if (watches == NULL)
		return -ENOMEM;
	if (loop->watches_room > 0)
		memcpy(watches, loop->watches, loop->watches_room * sizeof(*watches));
	heap_put(loop->watches);
	loop->watches = watches;
	loop->watches_room = room;
	return 0;
}

static struct loop_watch *find_watch(struct async_loop *loop, int fd)
{
	return fd >= 0 && (size_t)fd < loop->watches_room ? loop->watches[fd] : NULL;
}

static struct loop_watch *make_watch(struct async_loop *loop, int fd)
{
	struct loop_watch *watch = find_watch(loop, fd);

	if (watch != NULL)
		return watch;
	if ((size_t)fd >= loop->watches_room && grow(loop, (size_t)fd + 1) != 0)
		return NULL;
	watch = heap_get(sizeof *watch);
	if (watch == NULL)
		return NULL;
	watch->loop = loop;
	watch->reader.callback.run = watch->writer.callback.run = run_side;
	return loop->watches[fd] = watch;
}

/* Both directions are registered at once and for good: to change a registration is a system
 * call. So an edge may have passed before anyone was interested in it, and who comes late asks. */
static bool is_ready(int fd, short what)
{
	struct pollfd asked = { .fd = fd, .events = what };

	return poll(&asked, 1, 0) > 0;
}

static void add_side(struct async_loop *loop, int fd, bool writer, void (*fn)(void *arg), void *arg)
{
	struct loop_watch *watch;
	struct side *side;
	bool is_late;

	if (loop == NULL)
		return;
	if (fcntl(fd, F_GETFD) < 0) {
		error_raise(OSError, "cannot watch descriptor %d: %s", fd, strerror(errno));
		return;
	}
	watch = make_watch(loop, fd);
	if (watch == NULL) {
		error_raise(MemoryError, "no memory to watch descriptor %d", fd);
		return;
	}
	is_late = watch->event != NULL;
	if (!is_late) {
		watch->event = new_event(loop, fd, EV_READ | EV_WRITE, on_event, watch);
		if (watch->event == NULL) {
			error_raise(OSError, "cannot watch descriptor %d: %s", fd, strerror(errno));
			return;
		}
		loop->watching++;
	}
	side = writer ? &watch->writer : &watch->reader;
	side->fn = fn;
	side->arg = arg;
	if (is_late && is_ready(fd, writer ? POLLOUT : POLLIN))
		make_ready(loop, side);
}

static bool remove_side(struct async_loop *loop, int fd, bool writer)
{
	struct loop_watch *watch = loop != NULL ? find_watch(loop, fd) : NULL;
	struct side *side;
	bool was_there;

	if (watch == NULL || watch->event == NULL)
		return false;
	side = writer ? &watch->writer : &watch->reader;
	was_there = side->fn != NULL;
	side->fn = NULL;
	loop_remove(loop, &side->callback);
	if (watch->reader.fn == NULL && watch->writer.fn == NULL) {
		free_event(watch->event);
		watch->event = NULL;
		loop->watching--;
	}
	return was_there;
}

void async_loop_add_reader(struct async_loop *loop, int fd, void (*fn)(void *arg), void *arg)
{
	add_side(loop_or_running(loop), fd, false, fn, arg);
}

bool async_loop_remove_reader(struct async_loop *loop, int fd)
{
	return remove_side(loop_or_running(loop), fd, false);
}

void async_loop_add_writer(struct async_loop *loop, int fd, void (*fn)(void *arg), void *arg)
{
	add_side(loop_or_running(loop), fd, true, fn, arg);
}

bool async_loop_remove_writer(struct async_loop *loop, int fd)
{
	return remove_side(loop_or_running(loop), fd, true);
}
