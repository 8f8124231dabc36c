#ifndef COROUTINE_INTERNAL_H
#define COROUTINE_INTERNAL_H

/* A coroutine as part of something larger: a task holds one. */

#include "coroutine.h"
#include "error-internal.h"
#include "here.h"
#include "stack.h"

/* Who resumed a coroutine, and where that one stands. */
struct coroutine_home {
	struct coroutine *coroutine;	/* NULL: the thread's own stack */
	void *sp;
	const void *low;		/* for ASan: its stack; NULL: not known yet */
	size_t size;
	void *fiber;			/* for TSan */
};

/* Of one that is resumed by coroutine_resume(), and is not a task. */
struct coroutine_resumed {
	struct coroutine_home home;
	struct async_handler_ *handling, *resumers;	/* what it was handling when it paused,
							 * and what its resumer is handling */
};

struct coroutine {
	enum { COROUTINE_NEW, COROUTINE_PAUSED, COROUTINE_RUNNING, COROUTINE_DONE } state;
	bool forwards;			/* set by its owner: whoever resumes it passes its awaits
					 * on */
	void *sp;			/* private: where it stands, while it has paused */
	struct coroutine_home *home;	/* while it runs: where to go back to */
	struct stack *stack;		/* private: from the first resume to the last */

	void *(*fn)(void *arg);
	void *arg;
	/* set by its owner, or NULL: called when [fn] has returned [value], still on its stack.
	 * Returns: the coroutine that begins there, in its place; NULL: it goes back */
	struct coroutine *(*succeed)(struct coroutine *c, void *value);
	const char *function;		/* the name of what it runs; NULL: not known */
	struct coroutine *inner;	/* set by its owner: it has paused for an await of this
					 * one, which forwards */
	struct coroutine_resumed *resumed;	/* its owner's; NULL: it is a task */
};

/* Get the stack that [c] needs for its first step. coroutine_resume() does it too, but cannot
 * say that it failed.
 * Returns: 0, or -ENOMEM. */
int coroutine_begin(struct coroutine *c);

/* For tasks, which have an error indicator of their own, as all that follows: resume [c]. Returns:
 * what was yielded; another one may have done that, in its place. */
void *coroutine_step(struct coroutine *c);

/* [from], which runs, pauses, and [to], which has begun, goes on in its place: whoever resumed
 * [from] waits for [to] now. Returns, when [from] goes on: 0. */
int coroutine_pass(struct coroutine *from, struct coroutine *to);

/* For coroutine->succeed: leave [stack], whose coroutine has returned, for [to] in its place, which
 * has begun; NULL: for [home], which gets NULL. */
_Noreturn void coroutine_leave(struct stack *stack, struct coroutine_home *home,
			       struct coroutine *to);

/* For the same: [c], which has not begun, is to begin on [stack], and then go back to [home]. */
void coroutine_take_over(struct coroutine *c, struct stack *stack, struct coroutine_home *home);

/* What [c] is called, for the message of an overflow: names.c. Returns: NULL if it has no name. */
extern const char *(*coroutine_name_hook)(const struct coroutine *c);

/* error_put_back() with [e] thrown into [c], which has paused: what [c] is handling becomes its
 * context, and not what whoever throws it is handling. */
void coroutine_throw(const struct coroutine *c, struct exception *e);

/* Give back the stack of one that is dropped, or does nothing. */
void coroutine_fini(struct coroutine *c);

#endif
