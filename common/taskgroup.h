#ifndef TASKGROUP_H
#define TASKGROUP_H

/* Tasks that begin and end together.
 *
 * A task group is a block that is not left before all tasks created in it are done. If one of them
 * fails, the others are cancelled, and so is the block itself; what failed is raised behind it, as
 * an ExceptionGroup (group.h).
 *
 *      {
 *              TASK_GROUP(group);
 *              async_task_group_create_task(group, fetch_data, 1, "Oslo");
 *              async_task_group_create_task(group, fetch_data, 2, "Rome");
 *              TRY(async_sleep(3));            // more of the block, if there is more
 *      }                                       // waits here
 *      EXCEPT_STAR(ValueError, e)
 *              ...
 */

#include "group.h"
#include "task.h"

struct async_task_group;

/* TASK_GROUP(group); makes the rest of the block it stands in a task group, and declares [group],
 * a struct async_task_group *, for the call below. When the block is left, in whatever way, waits
 * for all its tasks, and cancels them first if the block is left by an exception. When a task of
 * the group raises, the others are cancelled, and the block at its next await that suspends; a
 * task that is cancelled is no failure.
 * Suspends: at the end of the block, unless all are done; a cancellation point. Raises, there: an
 * ExceptionGroup, "unhandled errors in a TaskGroup", of all that its tasks have raised, in the
 * order in which they did, and behind that of what the block itself raised; cancellations
 * excepted. If nothing is left then, CancelledError, where the task was cancelled from outside.
 * In place of all that, the first KeyboardInterrupt or SystemExit. Owns: the memory of the group
 * is that of the current task. Raises, at once: RuntimeError outside of a task, MemoryError; then
 * [group] is NULL. asyncio.TaskGroup() */
#define TASK_GROUP(group)									\
	struct async_task_group_scope_ group##_scope_						\
		__attribute__((cleanup(async_task_group_exit_))) = { 0 };			\
	struct async_task_group *group =							\
		async_task_group_enter_(&group##_scope_, ASYNC_SITE_HERE_())

/* async_task_group_create_task(group, fn, arguments...): as async_create_task(), as a task of the
 * group. Any task may do so, and any callback, while the group's block or one of its tasks still
 * runs. The result is to be had behind the block. Does not suspend. Owns: the task that the block
 * is in owns the handle, whoever calls; where that is a generator's, and the task that entered it
 * has ended, who calls does. Raises: RuntimeError if the group is finished, or is being shut down
 * because the block or one of its tasks failed, and then a coroutine object given to it is not
 * reported as never awaited; MemoryError; and returns NULL. asyncio: TaskGroup.create_task() */
#define async_task_group_create_task(group, fn, ...)						\
	ASYNC_CALL_WITH_(async_task_group_create_task_, group, fn __VA_OPT__(,) __VA_ARGS__)

/* ---- What the macros above are made of: not for direct use ---- */

struct async_task_group_scope_ {
	struct async_task_group *group;
};

struct async_task_group *async_task_group_enter_(struct async_task_group_scope_ *scope,
						 const struct async_site *site);
void async_task_group_exit_(struct async_task_group_scope_ *scope);
struct async_task *async_task_group_create_task_(struct async_task_group *group,
						 struct async_call call);

#endif
