#include "stack.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "heap.h"
#include "sanitizer.h"

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif
#ifndef PIDFD_SELF
#define PIDFD_SELF (-10000)
#endif

enum {
	/* slots; each further reservation is twice as large, up to the last */
	FIRST_RESERVATION = ASYNC_HARD ? 1 : 16,
	LAST_RESERVATION = ASYNC_HARD ? 1 : 4096,
	OPENED_AT_ONCE = ASYNC_HARD ? 1 : 64,	/* slots, of the larger reservations */
	RESTING = ASYNC_HARD ? 64 : 0,	/* stacks that were given back and not handed out yet */
	RESERVATION_END = STACK_GUARD,	/* bytes, for the struct below: a page, however large */
};

struct reservation {			/* stands behind its last slot */
	struct reservation *older;
	size_t size;			/* of the slots */
};

/* Threads may have coroutines of their own, so each has its own stacks. */
static _Thread_local struct {
	struct stack *free;
	struct stack *left;				/* see stack_leave() */
	struct stack *resting, **end_of_resting;	/* see rest() */
	size_t resting_count;
	char *next, *opened, *end;	/* of the newest reservation: the next new slot, how far
					 * it may be used, its end */
	struct reservation *newest;
	size_t slot, reservation, live;
	enum { GUARDS_UNTRIED, GUARDS_INSTALLED, GUARDS_PROTECTED } guards;
} stacks;

static struct stack *stack_in(char *slot)
{
	return (struct stack *)(((uintptr_t)slot + stacks.slot - sizeof(struct stack)) &
				~(uintptr_t)15);
}

static pthread_key_t at_thread_end;

/* A thread that ends gives its address space back, unless a coroutine of it was left. */
static void unmap_all(void *unused)
{
	struct reservation *r;

	(void)unused;
	if (stacks.live > 0)
		return;
	while ((r = stacks.newest) != NULL) {
		char *start = (char *)r - r->size;

		for (char *slot = start; slot < stacks.next; slot += stacks.slot)
			sanitizer_stack_closed(stack_in(slot)->id);
		stacks.newest = r->older;
		stacks.next = (char *)r->older;
		sanitizer_new_stack(start, r->size);
		munmap(start, r->size + RESERVATION_END);
	}
	stacks.free = stacks.left = stacks.resting = NULL;
	stacks.resting_count = 0;
	stacks.next = stacks.opened = stacks.end = NULL;
	stacks.reservation = 0;
}

static void create_key(void)
{
	pthread_key_create(&at_thread_end, unmap_all);
}

/* Make what is mapped at [start] the newest reservation. */
static int use_reservation(char *start, size_t size)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct reservation *r = (struct reservation *)(start + size);

	if (mprotect(r, RESERVATION_END, PROT_READ | PROT_WRITE) != 0) {
		munmap(start, size + RESERVATION_END);
		return -ENOMEM;
	}
	/* else one touch may take 2 MiB */
	madvise(start, size, MADV_NOHUGEPAGE);
	*r = (struct reservation){ stacks.newest, size };
	stacks.newest = r;
	stacks.next = stacks.opened = start;
	stacks.end = start + size;
	pthread_once(&once, create_key);
	pthread_setspecific(at_thread_end, r);
	return 0;
}

/* Reserve address space only: neither memory nor, under RLIMIT_DATA, data. What is left of the
 * last one is used up. */
static int reserve(void)
{
	size_t slots = stacks.reservation == 0 ? FIRST_RESERVATION : stacks.reservation * 2;

	if (slots > LAST_RESERVATION)
		slots = LAST_RESERVATION;
	stacks.slot = STACK_GUARD + STACK_USABLE + (size_t)getpagesize();
	for (; slots > 0; slots /= 2) {
		char *start = mmap(NULL, slots * stacks.slot + RESERVATION_END, PROT_NONE,
				   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

		if (start == MAP_FAILED)
			continue;	/* RLIMIT_AS may allow a smaller one */
		stacks.reservation = slots;
		return use_reservation(start, slots * stacks.slot);
	}
	return -ENOMEM;
}

/* An emulator may take the advice and do nothing, so ask: the kernel cannot read a path there. */
static bool is_guard(const char *address)
{
	return access(address, F_OK) != 0 && errno == EFAULT;
}

/* The guards of the slots up to [end], in one call where the kernel takes that (Linux 6.14): with
 * that, many slots at a time, and asking only once, a new stack costs a fifth less. */
static bool install_guards(char *end)
{
	struct iovec guards[OPENED_AT_ONCE] = { 0 };
	size_t count = 0;

	for (char *slot = stacks.opened; slot < end; slot += stacks.slot)
		guards[count++] = (struct iovec){ slot, STACK_GUARD };
	if (process_madvise(PIDFD_SELF, guards, count, MADV_GUARD_INSTALL, 0) !=
	    (ssize_t)(count * STACK_GUARD))
		for (size_t i = 0; i < count; i++)
			if (madvise(guards[i].iov_base, STACK_GUARD, MADV_GUARD_INSTALL) != 0)
				return false;
	return stacks.guards == GUARDS_INSTALLED || is_guard(stacks.opened);
}

/* The same by mprotect(): the guards stay as they were reserved. */
static int open_between_guards(char *end)
{
	if (mprotect(stacks.opened, (size_t)(end - stacks.opened), PROT_NONE) != 0)
		return -ENOMEM;
	for (char *slot = stacks.opened; slot < end; slot += stacks.slot)
		if (mprotect(slot + STACK_GUARD, stacks.slot - STACK_GUARD,
			     PROT_READ | PROT_WRITE) != 0)
			return -ENOMEM;
	return 0;
}

/* Make the next slots usable, with their guards. */
static int open_some(void)
{
	size_t size = (size_t)OPENED_AT_ONCE * stacks.slot, left = stacks.end - stacks.opened;
	char *end = stacks.opened + (size < left ? size : left);

	if (sanitizer_is_valgrind())
		stacks.guards = GUARDS_PROTECTED;
	if (stacks.guards != GUARDS_PROTECTED) {
		if (mprotect(stacks.opened, (size_t)(end - stacks.opened),
			     PROT_READ | PROT_WRITE) != 0)
			return -ENOMEM;
		stacks.guards = install_guards(end) ? GUARDS_INSTALLED : GUARDS_PROTECTED;
	}
	if (stacks.guards == GUARDS_PROTECTED && open_between_guards(end) != 0)
		return -ENOMEM;
	stacks.opened = end;
	return 0;
}

static struct stack *new_stack(void)
{
	if (stacks.next == stacks.end && reserve() != 0)
		return NULL;
	if (stacks.next == stacks.opened && open_some() != 0)
		return NULL;

	struct stack *s = stack_in(stacks.next);
	s->low = stacks.next + STACK_GUARD;
	s->id = sanitizer_stack_opened(s->low, s);
	stacks.next += stacks.slot;
	return s;
}

/* In hard mode a stack is handed out again only when it has rested for a while, as poison: whoever
 * still refers to it is found. */
static struct stack *rest(struct stack *s)
{
	if (stacks.resting == NULL)
		stacks.end_of_resting = &stacks.resting;
	sanitizer_old_stack(s->low, (size_t)((char *)s - (char *)s->low));
	s->next = NULL;
	*stacks.end_of_resting = s;
	stacks.end_of_resting = &s->next;
	if (++stacks.resting_count <= RESTING)
		return NULL;
	stacks.resting_count--;
	s = stacks.resting;
	stacks.resting = s->next;
	return s;
}

static void put(struct stack *s)
{
	sanitizer_fiber_free(s->fiber);
	if (RESTING > 0 && (s = rest(s)) == NULL)
		return;
	s->next = stacks.free;
	stacks.free = s;
}

/* Nobody stands any more on the one that was left. */
static void flush(void)
{
	struct stack *s = stacks.left;

	stacks.left = NULL;
	if (s != NULL)
		put(s);
}

struct stack *stack_get(void)
{
	struct stack *s;

	flush();
	s = stacks.free;
	if (s != NULL)
		stacks.free = s->next;
	else if ((s = new_stack()) == NULL)
		return NULL;
	/* of frames that were dropped */
	sanitizer_new_stack(s->low, (char *)s - (char *)s->low);
	s->fiber = sanitizer_fiber_new();
	s->fake_stack = NULL;
	stacks.live++;
	return s;
}

void stack_put(struct stack *s)
{
	stacks.live--;
	flush();
	put(s);
}

void stack_leave(struct stack *s)
{
	stacks.live--;
	flush();
	stacks.left = s;
}

size_t stack_live(void)
{
	return stacks.live;
}
