/* Descriptors: who is called when one becomes readable or writable.
 *
 * They are watched for levels, as asyncio does it: libevent tells in each look that a descriptor is
 * readable, as long as it is, so a program may read as little as it likes. Reading and writing are
 * an event each; libevent makes one registration of the two.
 *
 * A task that reads from a socket waits for it again and again, and each time its registration
 * would be made anew: two system calls. So that of the last wait that ended rests, until the loop
 * looks again, and if the task waits for the same descriptor meanwhile, it goes on. That makes an
 * echo by async_loop_sock_recv() 1.2 times as fast. But the program may have closed that descriptor
 * since, and made another with its number, of which the kernel would tell nothing. So there is a
 * doubt about a registration that went on, and who waits for long is registered anew after all:
 * when 20 to 40 milliseconds have gone by, or, in a loop that never rests, 256 to 512 looks.
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "heap.h"
#include "poll-internal.h"

enum {
	FIRST_ROOM = ASYNC_HARD ? 1 : 64,	/* of the table of descriptors */
	LOOKS_IN_DOUBT = 256,
};

static const int64_t TIME_IN_DOUBT = 20000000;	/* in nanoseconds: 1,000 connections that are
						 * served in turn wait for some 7 ms each */

struct loop_side {				/* what is called when a descriptor is readable,
						 * or writable */
	struct loop_callback callback;		/* first, so that one pointer is both */
	struct loop_watch *watch;
	struct event *event;			/* NULL while it has no fn */
	short what;				/* EV_READ or EV_WRITE */
	enum { NO_DOUBT, NEW_DOUBT, OLD_DOUBT } doubt;	/* whether event is of this file */
	void (*fn)(void *arg);			/* NULL: nothing */
	void *arg;
	bool is_listed;				/* in the loop's list of those in doubt */
	struct loop_side *next_in_doubt;
};

struct loop_watch {				/* kept until the loop closes, to be used again */
	struct async_loop *loop;
	int fd;
	struct loop_side reader, writer;
	const struct async_site *const *claim;	/* whose it is: loop_claim_descriptor() */

	/* while it is in the list of those that were told of: */
	struct loop_watch *next, **link;	/* link: NULL while it is not */
	short told;				/* what of it was told in this look */

	void *held;				/* see loop_held() */
};

/* ---- Who is told first ---- */

/* The kernel's list has those first that were told of in the look before, in that order, and behind
 * them those that have become ready since. But one look of ours may be several of libevent's, which
 * takes 32 descriptors in the first, and those turn its list around: so here is another one. */
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
	watch->told = 0;
}

/* libevent tells. What it has told of in this look already does not count. */
static void on_event(evutil_socket_t fd, short what, void *arg)
{
	struct loop_side *side = arg;

	(void)fd;
	(void)what;
	if (!(side->watch->told & side->what))
		side->watch->loop->told_at_once++;
	side->watch->told |= side->what;
	list(side->watch->loop, side->watch);
}

static void make_side_ready(struct async_loop *loop, struct loop_side *side)
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
	struct loop_side *side = (struct loop_side *)callback;

	side->fn(side->arg);
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

static struct loop_side *find_side(struct async_loop *loop, int fd, bool writer)
{
	struct loop_watch *watch = find_watch(loop, fd);

	if (watch == NULL)
		return NULL;
	return writer ? &watch->writer : &watch->reader;
}

static void init_side(struct loop_side *side, struct loop_watch *watch, short what)
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

static void forget_event(struct loop_side *side)
{
	struct async_loop *loop = side->watch->loop;

	if (loop->resting == side)
		loop->resting = NULL;
	poll_free_event(side->event);
	side->event = NULL;
	side->doubt = NO_DOUBT;
	side->fn = NULL;
	side->watch->told &= ~side->what;
	loop_remove(loop, &side->callback);
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
static void set_side(struct async_loop *loop, struct loop_side *side, void (*fn)(void *arg),
		     void *arg)
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
	}
	count(loop, watch, was_watched);
}

static void add_side(struct async_loop *loop, int fd, bool writer, void (*fn)(void *arg),
		     void *arg)
{
	if (fd < 0)
		error_raise(ValueError, "Invalid file descriptor: %d", fd);
	else if (fcntl(fd, F_GETFD) < 0)
		error_raise_errno(errno, "watching descriptor %d", fd);
	else if (make_watch(loop, fd) == NULL)
		error_raise(MemoryError, "no memory to watch descriptor %d", fd);
	else
		set_side(loop, find_side(loop, fd, writer), fn, arg);
}

static bool remove_side(struct async_loop *loop, int fd, bool writer)
{
	struct loop_side *side = find_side(loop, fd, writer);

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
		add_side(loop, fd, writer, fn, arg);
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

void loop_add_reader(struct async_loop *loop, int fd, void (*fn)(void *arg), void *arg)
{
	add_side(loop, fd, false, fn, arg);
}

void loop_add_writer(struct async_loop *loop, int fd, void (*fn)(void *arg), void *arg)
{
	add_side(loop, fd, true, fn, arg);
}

bool loop_remove_reader(struct async_loop *loop, int fd)
{
	return remove_side(loop, fd, false);
}

bool loop_remove_writer(struct async_loop *loop, int fd)
{
	return remove_side(loop, fd, true);
}

/* ---- Waiting again and again ---- */

void loop_watch(struct async_loop *loop, int fd, bool writer, void (*fn)(void *arg), void *arg)
{
	struct loop_side *side = find_side(loop, fd, writer);
	bool was_watched;

	if (side == NULL || loop->resting != side) {
		add_side(loop, fd, writer, fn, arg);
		return;
	}
	was_watched = is_watched(side->watch);
	loop->resting = NULL;
	side->fn = fn;
	side->arg = arg;
	side->doubt = NEW_DOUBT;
	count(loop, side->watch, was_watched);
	if (side->is_listed)
		return;
	side->is_listed = true;
	side->next_in_doubt = loop->in_doubt;
	loop->in_doubt = side;
}

void loop_rest(struct async_loop *loop, int fd, bool writer)
{
	struct loop_side *side = find_side(loop, fd, writer);

	if (side == NULL || side->fn == NULL)
		return;
	loop_end_rest(loop);
	loop_remove(loop, &side->callback);
	side->fn = NULL;
	side->watch->told &= ~side->what;
	side->doubt = NO_DOUBT;
	loop->resting = side;
	count(loop, side->watch, true);
}

void loop_end_rest(struct async_loop *loop)
{
	if (loop->resting != NULL)
		forget_event(loop->resting);
}

/* What cannot be registered is told of: who reads it will see why. */
static void register_anew(struct loop_side *side)
{
	if (event_del(side->event) == 0 && event_add(side->event, NULL) == 0)
		return;
	side->watch->told |= side->what;
	list(side->watch->loop, side->watch);
}

/* Who has been waiting since the last time is registered anew. */
static void end_doubts(struct async_loop *loop)
{
	struct loop_side **link = &loop->in_doubt, *side;

	while ((side = *link) != NULL) {
		if (side->doubt == NEW_DOUBT) {
			side->doubt = OLD_DOUBT;
			link = &side->next_in_doubt;
			continue;
		}
		if (side->doubt == OLD_DOUBT)
			register_anew(side);
		side->doubt = NO_DOUBT;
		side->is_listed = false;
		*link = side->next_in_doubt;
	}
}

int64_t descriptors_before_look(struct async_loop *loop, int64_t until)
{
	const bool idle = loop->ready.first == NULL;

	loop_end_rest(loop);
	if (loop->in_doubt == NULL)
		return until;
	if (idle && loop->clock == ASYNC_CLOCK_VIRTUAL) {
		end_doubts(loop);
		end_doubts(loop);		/* all of them, at once */
		return until;
	}
	if (++loop->looks_in_doubt >= LOOKS_IN_DOUBT ||
	    (idle && loop->doubts_end <= loop_real_time())) {
		end_doubts(loop);
		loop->looks_in_doubt = 0;
		loop->doubts_end = loop_real_time() + TIME_IN_DOUBT;
	}
	return idle && loop->in_doubt != NULL && loop->doubts_end < until ? loop->doubts_end
									    : until;
}

void **loop_held(struct async_loop *loop, int fd)
{
	struct loop_watch *watch = find_watch(loop, fd);

	return watch != NULL ? &watch->held : NULL;
}

/* ---- Who waits ---- */

void *loop_watcher(struct async_loop *loop, int fd, bool writer, void (*fn)(void *arg))
{
	const struct loop_side *side = find_side(loop, fd, writer);

	return side != NULL && side->fn == fn ? side->arg : NULL;
}

void loop_watch_begins(struct async_loop *loop)
{
	loop_end_rest(loop);			/* or libevent takes that for its own */
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
			heap_put(loop->watches[fd]->held);
		}
		heap_put(loop->watches[fd]);
	}
	heap_put(loop->watches);
}
