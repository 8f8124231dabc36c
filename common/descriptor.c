/* Descriptors: who is called when one becomes readable or writable.
 *
 * They are watched for edges, that is for changes: libevent tells once that a descriptor has become
 * readable, and not again and again while it stays so. What reads until the kernel has no more
 * needs to ask the kernel nothing else. But asyncio watches for levels, and a program may read as
 * little as it likes; so what the program itself watches is asked once more when its function has
 * run.
 *
 * Reading and writing are an event each. libevent makes one registration of the two, and the kernel
 * tells of what is ready already when one is added.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>

#include "heap.h"
#include "poll-internal.h"

enum { FIRST_ROOM = ASYNC_HARD ? 1 : 64 };	/* of the table of descriptors */

struct side {					/* what is called when a descriptor is readable,
						 * or writable */
	struct loop_callback callback;		/* first, so that one pointer is both */
	struct loop_watch *watch;
	struct event *event;			/* NULL while it has no fn */
	short what;				/* EV_READ or EV_WRITE */
	bool asks_again;			/* fn need not read until EAGAIN */
	void (*fn)(void *arg);			/* NULL: nothing */
	void *arg;
};

struct loop_watch {				/* kept until the loop closes, to be used again */
	struct async_loop *loop;
	int fd;
	struct side reader, writer;
	const struct async_site *const *claim;	/* whose it is: loop_claim_descriptor() */

	/* while it is in the list of those that were told of: */
	struct loop_watch *next, **link;	/* link: NULL while it is not */
	short told;				/* what of it was told in this look */
	short asks;				/* what may still be so, and is to be asked */
};

/* ---- Who is told first ---- */

/* Where one watches for levels, the kernel tells of a descriptor in each look as long as it is
 * ready, and has a list for that. Here is what that list would be: those that were told of in the
 * look before stand first, in that order, and behind them those that have become ready since. */
static void list(struct async_loop *loop, struct loop_watch *watch)
{
	if (watch->link != NULL)
		return;
	watch->next = NULL;
	watch->link = loop->end_of_told;
	*watch->link = watch;
	loop->end_of_told = &watch->next;
}

static void unlist(struct async_loop *loop, struct loop_watch *watch)
{
	if (watch->link == NULL)
		return;
	*watch->link = watch->next;
	if (watch->next != NULL)
		watch->next->link = watch->link;
	else
		loop->end_of_told = watch->link;
	watch->link = NULL;
	watch->told = watch->asks = 0;
}

/* libevent tells. */
static void on_event(evutil_socket_t fd, short what, void *arg)
{
	struct side *side = arg;

	(void)fd;
	(void)what;
	side->watch->told |= side->what;
	side->watch->loop->told_at_once++;
	list(side->watch->loop, side->watch);
}

static short ask(int fd, short what)
{
	struct pollfd asked = { .fd = fd };
	int count;

	asked.events = (short)((what & EV_READ ? POLLIN : 0) | (what & EV_WRITE ? POLLOUT : 0));
	count = poll(&asked, 1, 0);
	if (count == 0)
		return 0;
	if (count < 0)				/* not known: whoever looks will see */
		return what;
	if (asked.revents & (POLLERR | POLLHUP | POLLNVAL))
		return what;
	return (short)((asked.revents & POLLIN ? EV_READ : 0) |
		       (asked.revents & POLLOUT ? EV_WRITE : 0));
}

bool descriptors_ask(struct async_loop *loop)
{
	bool any = false;

	for (struct loop_watch *watch = loop->told; watch != NULL; watch = watch->next) {
		if (watch->asks != 0)
			watch->told |= ask(watch->fd, watch->asks);
		watch->asks = 0;
		any |= watch->told != 0;
	}
	return any;
}

static void make_side_ready(struct async_loop *loop, struct side *side)
{
	if (side->fn != NULL && !side->callback.ready)
		loop_soon(loop, &side->callback);
}

void descriptors_make_ready(struct async_loop *loop)
{
	struct loop_watch *watch, *next;

	for (watch = loop->told; watch != NULL; watch = next) {
		next = watch->next;
		if (watch->told == 0)
			unlist(loop, watch);
		if (watch->told & EV_READ)
			make_side_ready(loop, &watch->reader);
		if (watch->told & EV_WRITE)
			make_side_ready(loop, &watch->writer);
		watch->told = 0;
	}
}

/* ---- The table ---- */

static void run_side(struct loop_callback *callback)
{
	struct side *side = (struct side *)callback;

	side->fn(side->arg);
	if (side->fn != NULL && side->asks_again)
		side->watch->asks |= side->what;
}

static int grow(struct async_loop *loop, size_t needed)
{
	size_t room = loop->watches_room > 0 ? loop->watches_room : FIRST_ROOM;
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

static struct side *find_side(struct async_loop *loop, int fd, bool writer)
{
	struct loop_watch *watch = find_watch(loop, fd);

	if (watch == NULL)
		return NULL;
	return writer ? &watch->writer : &watch->reader;
}

static void init_side(struct side *side, struct loop_watch *watch, short what)
{
	side->callback.run = run_side;
	side->watch = watch;
	side->what = what;
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
	watch->fd = fd;
	init_side(&watch->reader, watch, EV_READ);
	init_side(&watch->writer, watch, EV_WRITE);
	return loop->watches[fd] = watch;
}

/* ---- Watching ---- */

static void forget_event(struct side *side)
{
	poll_free_event(side->event);
	side->event = NULL;
	side->fn = NULL;
	side->watch->told &= ~side->what;
	side->watch->asks &= ~side->what;
	loop_remove(side->watch->loop, &side->callback);
}

static bool is_watched(const struct loop_watch *watch)
{
	return watch->reader.fn != NULL || watch->writer.fn != NULL;
}

static void count(struct async_loop *loop, struct loop_watch *watch, bool was_watched)
{
	loop->watching += is_watched(watch) - was_watched;
	if (!is_watched(watch))
		unlist(loop, watch);
}

/* A registration that is replaced is made anew: the number may be another file's by now. */
static void set_side(struct async_loop *loop, struct side *side, bool asks_again,
		     void (*fn)(void *arg), void *arg)
{
	struct loop_watch *watch = side->watch;
	const bool was_watched = is_watched(watch);

	forget_event(side);
	side->event = poll_new_event(loop, watch->fd, side->what, on_event, side);
	if (side->event == NULL) {
		error_raise_errno(errno, "watching descriptor %d", watch->fd);
	} else {
		side->fn = fn;
		side->arg = arg;
		side->asks_again = asks_again;
	}
	count(loop, watch, was_watched);
}

static void add_side(struct async_loop *loop, int fd, bool writer, bool asks_again,
		     void (*fn)(void *arg), void *arg)
{
	if (fd < 0)
		error_raise(ValueError, "Invalid file descriptor: %d", fd);
	else if (fcntl(fd, F_GETFD) < 0)
		error_raise_errno(errno, "watching descriptor %d", fd);
	else if (make_watch(loop, fd) == NULL)
		error_raise(MemoryError, "no memory to watch descriptor %d", fd);
	else
		set_side(loop, find_side(loop, fd, writer), asks_again, fn, arg);
}

static bool remove_side(struct async_loop *loop, int fd, bool writer)
{
	struct side *side = find_side(loop, fd, writer);

	if (side == NULL || side->fn == NULL)
		return false;
	forget_event(side);
	count(loop, side->watch, true);
	return true;
}

/* ---- Whose a descriptor is ---- */

bool loop_may_watch(struct async_loop *loop, int fd)
{
	const struct loop_watch *watch = find_watch(loop, fd);

	if (watch == NULL || watch->claim == NULL)
		return true;
	if (*watch->claim != NULL)
		error_raise(RuntimeError, "File descriptor %d is used by transport %s:%d", fd,
			    (*watch->claim)->file, (*watch->claim)->line);
	else
		error_raise(RuntimeError, "File descriptor %d is used by transport", fd);
	return false;
}

bool loop_claim_descriptor(struct async_loop *loop, int fd, const struct async_site *const *claim)
{
	struct loop_watch *watch = make_watch(loop, fd);

	if (watch == NULL) {
		error_raise(MemoryError, "no memory to watch descriptor %d", fd);
		return false;
	}
	if (!loop_may_watch(loop, fd))
		return false;
	watch->claim = claim;
	return true;
}

void loop_disclaim_descriptor(struct async_loop *loop, int fd,
			      const struct async_site *const *claim)
{
	struct loop_watch *watch = find_watch(loop, fd);

	if (watch != NULL && watch->claim == claim)
		watch->claim = NULL;
}

/* ---- For programs ---- */

static void add_for_program(struct async_loop *loop, int fd, bool writer, void (*fn)(void *arg),
			    void *arg)
{
	loop = loop_or_running(loop);
	if (loop != NULL && loop_may_watch(loop, fd))
		add_side(loop, fd, writer, true, fn, arg);
}

static bool remove_for_program(struct async_loop *loop, int fd, bool writer)
{
	loop = loop_or_running(loop);
	return loop != NULL && loop_may_watch(loop, fd) && remove_side(loop, fd, writer);
}

void async_loop_add_reader(struct async_loop *loop, int fd, void (*fn)(void *arg), void *arg)
{
	add_for_program(loop, fd, false, fn, arg);
}

bool async_loop_remove_reader(struct async_loop *loop, int fd)
{
	return remove_for_program(loop, fd, false);
}

void async_loop_add_writer(struct async_loop *loop, int fd, void (*fn)(void *arg), void *arg)
{
	add_for_program(loop, fd, true, fn, arg);
}

bool async_loop_remove_writer(struct async_loop *loop, int fd)
{
	return remove_for_program(loop, fd, true);
}

/* ---- For the runtime ---- */

void loop_add_level_reader(struct async_loop *loop, int fd, void (*fn)(void *arg), void *arg)
{
	add_side(loop, fd, false, true, fn, arg);
}

void loop_add_level_writer(struct async_loop *loop, int fd, void (*fn)(void *arg), void *arg)
{
	add_side(loop, fd, true, true, fn, arg);
}

bool loop_remove_reader(struct async_loop *loop, int fd)
{
	return remove_side(loop, fd, false);
}

bool loop_remove_writer(struct async_loop *loop, int fd)
{
	return remove_side(loop, fd, true);
}

void loop_add_reader(struct async_loop *loop, int fd, void (*fn)(void *arg), void *arg)
{
	add_side(loop, fd, false, false, fn, arg);
}

void loop_add_writer(struct async_loop *loop, int fd, void (*fn)(void *arg), void *arg)
{
	add_side(loop, fd, true, false, fn, arg);
}

static void tell_again(struct side *side)
{
	if (side == NULL || side->fn == NULL)
		return;
	side->watch->told |= side->what;
	list(side->watch->loop, side->watch);
}

void loop_read_again(struct async_loop *loop, int fd)
{
	tell_again(find_side(loop, fd, false));
}

void loop_write_again(struct async_loop *loop, int fd)
{
	tell_again(find_side(loop, fd, true));
}

void *loop_watcher(struct async_loop *loop, int fd, bool writer, void (*fn)(void *arg))
{
	const struct side *side = find_side(loop, fd, writer);

	return side != NULL && side->fn == fn ? side->arg : NULL;
}

void loop_watch_begins(struct async_loop *loop)
{
	loop->watching++;
}

void loop_watch_ends(struct async_loop *loop)
{
	loop->watching--;
}

void descriptors_fini(struct async_loop *loop)
{
	for (size_t fd = 0; fd < loop->watches_room; fd++) {
		if (loop->watches[fd] != NULL) {
			poll_free_event(loop->watches[fd]->reader.event);
			poll_free_event(loop->watches[fd]->writer.event);
		}
		heap_put(loop->watches[fd]);
	}
	heap_put(loop->watches);
}
