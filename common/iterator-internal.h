#ifndef ITERATOR_INTERNAL_H
#define ITERATOR_INTERNAL_H

/* Generators: how one runs (generator.c), and how it ends (closing.c). */

#include "iterator.h"
#include "task-internal.h"

struct async_generator {
	struct async_iterator iterator;		/* first, so that one pointer is both */

	/* what it runs */
	struct coroutine coroutine;
	struct coroutine_resumed resumed;
	void *(*fn)(void *arg);
	void *arguments;
	const char *function;			/* its name */
	const struct async_site *site;		/* where it was created */

	/* how it stands */
	bool running;				/* someone waits for a value, or for its end */
	bool yielded;				/* it paused in async_yield(), not in an await */
	bool closed;				/* nothing can be thrown into it any more */
	bool made_by_loop;			/* by ASYNC_FOR, which gives it up */

	/* what its function creates, and owns until it ends: it then passes to the owner */
	struct task_scope scope;
	struct memory_pool memory;

	/* who holds it */
	unsigned references;			/* its owner's, until it gives it up; of who runs
						 * it; of who closes it */
	bool given_up;
	bool held;				/* by its owner's memory: others may still ask it */
	struct task_scope *owner;		/* whose generators it is among; NULL: that one
						 * has gone */
	struct memory_pool *owners_memory;
	struct async_generator *next_owned, **owned_link;

	/* closing it */
	struct async_loop *loop;		/* where it began; NULL: it has not */
	bool shut;				/* a task closes it, or will, for whichever
						 * reason: not twice */
	struct loop_callback closing;
	struct async_generator *next, **link;	/* of all that have begun, the oldest first */
};

/* ---- Running: generator.c ---- */

/* async_athrow() of [e]. Owns: takes the reference of the caller. */
void *generator_athrow(struct async_generator *generator, struct exception *e);

/* async_aclose(), with [e] in place of GeneratorExit, unless it is NULL. Owns: takes the reference
 * of the caller. */
void generator_close(struct async_generator *generator, struct exception *e);

bool generator_is_one(const struct async_iterator *iterator);

/* ---- Ending: closing.c ---- */

/* Make [generator] one of the current scope's, which has the first reference. */
void generator_adopt(struct async_generator *generator);

/* [generator] begins, in [loop], which has to close it. */
void generator_begin(struct async_generator *generator, struct async_loop *loop);

/* Its function has returned, or never will: what it owned passes to the owner. */
void generator_end(struct async_generator *generator);

void generator_keep(struct async_generator *generator);

/* Where nobody holds it any more, it is closed, if that is called for, and freed. */
void generator_release(struct async_generator *generator);

/* async_generator_detach(), unless its owner has done so, or has ended. */
void generator_give_up(struct async_generator *generator);

/* [loop] closes, and no task of it is left: drop what has begun there and has not ended. */
void generators_close(struct async_loop *loop);

#endif
