#ifndef COROUTINE_INTERNAL_H
#define COROUTINE_INTERNAL_H

/* A coroutine as part of something larger: a task holds one. */

#include "coroutine.h"
#include "stack.h"

struct coroutine {
	void *(*fn)(void *arg);
	void *arg;
	const char *name;		/* for the message of an overflow */
	const char *function;		/* the name of what it runs; NULL: not known */
	bool forwards;			/* set by its owner: whoever resumes it passes its awaits
					 * on */
	struct coroutine *inner;	/* set by its owner: it has paused for an await of this
					 * one, which forwards */
	enum { COROUTINE_NEW, COROUTINE_PAUSED, COROUTINE_RUNNING, COROUTINE_DONE } state;

	/* private: to error.c, for what it was handling when it paused */
	void *handling[2];

	/* private: to coroutine.c */
	struct stack *stack;		/* from the first resume to the last */
	void *sp;			/* where it stands, while it has paused */
	struct coroutine *resumer;	/* while it runs: who waits for it, NULL for the thread's
					 * own stack, */
	void *resumer_sp;		/* and where that one stands */
	const void *resumer_low;	/* for ASan: its stack */
	size_t resumer_size;
	void *fake_stack;		/* for ASan: the coroutine's own */
	void *fiber, *resumer_fiber;	/* for TSan */
};

/* Get the stack that [c] needs for its first step. coroutine_resume() does it too, but cannot
 * say that it failed.
 * Returns: 0, or -ENOMEM. */
int coroutine_begin(struct coroutine *c);

/* coroutine_resume() for a task, which has an error indicator of its own: without the hooks. */
void *coroutine_step(struct coroutine *c, void *value);

/* Called by coroutine_resume(), before [c] goes on and behind its pause or return. */
extern void (*coroutine_enter_hook)(struct coroutine *c);
extern void (*coroutine_exit_hook)(struct coroutine *c);

/* Called for one that has paused and is dropped, while its stack is still there. */
extern void (*coroutine_drop_hook)(struct coroutine *c);

/* Give back the stack of one that is dropped, or does nothing. */
void coroutine_fini(struct coroutine *c);

#endif
