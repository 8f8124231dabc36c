#ifndef HERE_H
#define HERE_H

/* What runs now in this thread: for each module that keeps such a thing, its pointer. They lie
 * together, and the functions that ask for them are inline, because a task that goes on sets all of
 * them. */

struct here {
	struct coroutine *coroutine;	/* coroutine.c; NULL: the thread's own stack */
	struct error_state *errors;	/* error.c; NULL: the thread's own */
	struct memory_pool *memory;	/* memory.c; NULL: the thread's own */
	struct async_loop *loop;	/* loop.c: the one that runs */
	struct async_task *task;	/* step.c */
	struct task_scope *scope;	/* scope.c; NULL: outside of tasks */
};

/* Always part of the program, never of a library that it loads: one instruction is enough to find
 * it. */
extern _Thread_local struct here here __attribute__((tls_model("local-exec")));

#endif
