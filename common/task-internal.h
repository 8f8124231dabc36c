#ifndef TASK_INTERNAL_H
#define TASK_INTERNAL_H

/* Tasks, as what is built of them sees them. */

#include "coroutine-internal.h"
#include "future-internal.h"
#include "memory-internal.h"
#include "task.h"

/* What a task has created, and owns until it ends. Code outside of tasks has one too. */
struct task_scope {
	struct async_task *children;		/* handles: the newest first */
	struct async_task *staying;		/* tasks whose creator has ended: see
						 * task_end_scope() */
	struct async_coroutine *coroutines;	/* coroutine objects: the newest first */
	struct async_generator *generators;	/* the newest first: iterator-internal.h */
	struct task_list *lists;		/* what async_all_tasks() gave: they keep the tasks
						 * in them */
};

struct task_list {
	struct task_list *next;
	struct async_task *tasks[];		/* the last is NULL */
};

struct async_task {
	struct async_future future;		/* first, so that one pointer is both */

	/* what it runs */
	struct coroutine coroutine;
	struct error_state errors;
	struct task_scope scope;
	struct memory_pool memory;

	/* what it waits for: either its turn is scheduled, or it waits for one future */
	struct future_waiter turn;
	struct async_future *waits_for;
	const char *waits_how;			/* for people: "sleep", ...; NULL: see waits_for */

	/* cancellation */
	int cancelling;
	bool must_cancel;			/* raise CancelledError at the next step */
	bool always_begins;			/* even if that is the first: its function is
						 * called, with CancelledError raised */
	bool being_cancelled;			/* a cancellation goes down the chain of who
						 * waits for whom */
	bool stays;				/* in a scope, also when it is done and nobody
						 * holds it */
	bool expendable;			/* made for the program, which has no handle: not
						 * reported if it is destroyed */
	bool is_awaited, is_shown;		/* debug-tree.c's, while it prints */
	char *cancel_message;			/* heap; may be NULL */
	const struct async_site *cancelled_at;	/* where CancelledError was raised in it last */

	/* who it is */
	uint32_t number;
	char *name;				/* heap; NULL: Task-NUMBER */
	char default_name[16];			/* "": nobody has asked yet */

	/* who holds it; future.references are: its handle, itself until it is done, everyone who
	 * waits for it */
	struct task_scope *owner;		/* whose children it is among; NULL: that one
						 * has ended, or it is detached */
	struct async_task *next_sibling, **sibling_link;
	struct async_task *next, **link;	/* of all tasks that are not done, the oldest
						 * first */
};

struct async_coroutine {
	struct async_awaitable awaitable;	/* first, so that one pointer is both */
	void *(*fn)(void *arg);
	void *arguments;
	size_t size;				/* of the arguments */
	const char *function;
	const struct async_site *site;
	bool awaited;
	struct async_coroutine *next;
};

/* ---- Waiting ---- */

/* Have [task], the current one, wait for [future], and give its result. [how] says for what, for
 * people, and may be NULL; [value] is for the record. Suspends and raises as async_await(). */
void *task_wait(struct async_task *task, struct async_future *future, const char *how,
		int64_t value);

/* The current task, if it may suspend now; the first thing that every call that suspends asks.
 * [function] is its name, for the message. Raises: RuntimeError outside of tasks, and returns
 * NULL. Ends the program if an exception is raised. */
struct async_task *task_may_suspend(const char *function);

/* Say why not. Returns: the task that may nevertheless, as one of its generators runs. */
struct async_task *task_may_not_call(const char *function);

/* The same for a call that always suspends, or only by what it calls. */
static inline bool task_is_plain(const struct async_task *task)
{
	return task != NULL && here.coroutine == &task->coroutine &&
	       here.errors == &task->errors && task->errors.raised == NULL;
}

static inline struct async_task *task_may_call(const char *function)
{
	return task_is_plain(here.task) ? here.task : task_may_not_call(function);
}

/* In hard mode, see heap.h: whether each task_may_suspend() gives all others a turn first, so that
 * a call suspends that need not. Tests that count passes turn it off. */
extern bool task_gives_way;

/* [awaitable] as a future: of a coroutine object a task is made. Raises: as async_create_task(),
 * and returns NULL. */
struct async_future *task_ensure_future(struct async_awaitable *awaitable);

/* async_task_cancel_(), as a method of the task's future. */
bool task_cancel(struct async_future *future, const char *message);

/* ---- Holding ---- */

/* Where [call] is of a coroutine object, take that over: what it would run, the caller runs.
 * Raises: RuntimeError if it has been awaited, and returns false. */
bool task_take_coroutine(struct async_call *call);

/* As async_create_task_(), in a loop that need not run yet. */
struct async_task *task_create(struct async_loop *loop, struct async_call call);

struct async_task *task_keep(struct async_task *task);
void task_release(struct async_task *task);

/* The scope of the current task, or of the generator that runs in it, or of code outside of
 * tasks. */
struct task_scope *task_scope(void);

/* Make [scope] that one, in a task, until it suspends. Returns: the former one. */
struct task_scope *task_use_scope(struct task_scope *scope);

/* Keep [task], the current one, until the scope that is in use ends, which may be that of a
 * generator, and outlive the task. Raises: MemoryError, and returns false. */
bool task_keep_in_scope(struct async_task *task);

/* End what code outside of tasks has created for [loop], which closes; the memory of its tasks
 * passes to memory_outside(). */
void task_end_outside(struct async_loop *loop);

/* All tasks that are not done, of all loops of this thread; how many are of [loop]. */
struct async_task *task_first(void);
size_t task_count(const struct async_loop *loop);

/* ---- Going on: step.c ---- */

/* Let [task], the current one, rest until its turn comes. [value] is for the record. Returns: 0. */
int task_rest(struct async_task *task, int64_t value);

/* A task's callback, and what its coroutine does when it has returned. */
void task_run_turn(struct loop_callback *callback);
struct coroutine *task_succeed(struct coroutine *c, void *result);

/* The task whose turn [callback] is; NULL if it is none. */
static inline struct async_task *task_of_callback(const struct loop_callback *callback)
{
	return callback->run == task_run_turn
		       ? CONTAINER_OF(callback, struct async_task, turn.callback)
		       : NULL;
}

/* [task] is done, and no longer among those that are not. */
void task_unlink_unfinished(struct async_task *task);

/* Drop a task that will never be done; task_destroyed_hook has told of it. */
void task_destroy(struct async_task *task);

/* "Task-17", whatever else it may be called. */
const char *task_default_name(const struct async_task *task);

/* How many tasks there are, done or not. */
size_t task_live(void);

/* ---- What a task has created: scope.c ---- */

/* Make [owner] the one that the handle of [child], which is new, belongs to; or of [task], which is
 * not detached. */
void task_adopt(struct task_scope *owner, struct async_task *child);
void task_give(struct async_task *task, struct task_scope *owner);

/* What was created in [scope] ends: handles are given up, and what children have allocated passes
 * to [memory]. [loop]: only what is of that one; NULL: all. [stay]: that memory may tell others of
 * these tasks, so they stay as long, in scope->staying. */
void task_end_scope(struct task_scope *scope, struct async_loop *loop, struct memory_pool *memory,
		    bool stay);

/* The first part of that: generators are given up. */
void task_end_generators(struct task_scope *scope, struct async_loop *loop);

/* What stays in [from] passes to [to]. */
void task_pass_staying(struct task_scope *from, struct task_scope *to);

/* The memory that belongs to [scope], which has ended, goes: what stays there goes, too. */
void task_forget_scope(struct task_scope *scope);

/* Generators: closing.c. [scope] ends, and gives them up, or only those of [loop], unless that is
 * NULL; those of [from], which has ended, that are not closed yet leave what they allocate to [to]
 * and its [memory], or, both NULL, to nobody. */
extern void (*task_end_generators_hook)(struct task_scope *scope, struct async_loop *loop);
extern void (*task_pass_generators_hook)(struct task_scope *from, struct task_scope *to,
					 struct memory_pool *memory);

/* Reports: report.c. */
extern void (*task_never_awaited_hook)(const struct async_coroutine *coroutine);
/* The same of debug mode: it was cancelled, and has ended with a result: debug.c. */
extern void (*task_swallowed_hook)(const struct async_task *task);
extern void (*task_destroyed_hook)(struct async_task *task);

#endif
