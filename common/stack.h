#ifndef STACK_H
#define STACK_H

/* Stacks for coroutines: many, cheap to reuse, each with a guard.
 *
 * A stack is a slot in a large reservation of address space. Its lower quarter is the guard: memory
 * that must not be touched. A function that recurses without end, or has a large array, runs into
 * it and is stopped there, before it destroys its neighbour. The guard is 64 KiB and not one page
 * because a large frame could step over a page (the compiler touches every page of a frame:
 * -fstack-clash-protection).
 *
 * Guards by mprotect() cost two mappings each, and Linux gives a process 65,530; MADV_GUARD_INSTALL
 * (Linux 6.13) costs none. It is used where it works.
 *
 * A slot is a page longer than both together. Were it a power of two, the pages that tasks use
 * would share a few places in the processor's table of pages: then 1,000 stacks that take turns
 * cost 55 ns a switch, in place of 18.
 *
 * Memory is only taken where a stack was touched, and stays with the slot: the stack given back
 * last is handed out next.
 */

#include <stddef.h>

enum {
	STACK_GUARD = 64 * 1024,
	STACK_USABLE = 192 * 1024,	/* at least */
};

struct stack {				/* stands at the top of its own slot */
	struct stack *next;		/* private: to the list of free ones */
	void *low;			/* the lowest usable byte; the guard lies below */
	unsigned id;			/* private: for Valgrind */
	void *fiber;			/* for TSan, while it is handed out */
	void *fake_stack;		/* for ASan, while its coroutine has paused */
};

/* A stack; the usable memory is from [low] up to the struct itself. Returns: NULL where memory
 * is short. */
struct stack *stack_get(void);

/* Give [s] back. Nothing may be standing on it. */
void stack_put(struct stack *s);

/* Give [s] back, which the caller stands on, and leaves at once, without getting another: nobody
 * gets it before that. */
void stack_leave(struct stack *s);

/* How many are handed out. */
size_t stack_live(void);

#endif
