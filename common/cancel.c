/* Cancelling a task: asking it to end.
 *
 * If it waits for something that can be cancelled, that is cancelled, and the task hears of it as
 * of any other outcome. Else its next step raises CancelledError instead of going on.
 */

#include "task-internal.h"

#include <string.h>

#include "heap.h"
#include "record.h"

/* A cancellation goes down the chain of who waits for whom, and would go on for ever where that
 * is a circle. So it is turned back at a task that it comes to again, and the one before that,
 * which waits for it, waits no longer. */
static _Thread_local bool came_round;

static bool cancel_awaited(struct async_task *task, const char *message)
{
	bool cancelled;

	if (task->waits_for == NULL)
		return false;
	task->being_cancelled = true;
	cancelled = future_cancel(task->waits_for, message);
	task->being_cancelled = false;
	if (came_round && !cancelled) {
		future_remove_waiter(task->waits_for, &task->turn);
		task->waits_for = NULL;
		loop_soon(task->future.loop, &task->turn.callback);
	}
	came_round = false;
	return cancelled;
}

bool task_cancel(struct async_future *future, const char *message)
{
	struct async_task *task = (struct async_task *)future;
	const struct async_task *current = async_current_task();
	char *copy;

	if (future->state != FUTURE_PENDING)
		return false;
	came_round = task->being_cancelled;
	if (came_round)
		return false;
	task->cancelling++;
	if (record_on)
		record_task(RECORD_CANCEL, task->number, current != NULL ? current->number : 0,
			    NULL);
	if (cancel_awaited(task, message))
		return true;
	task->must_cancel = true;
	copy = message != NULL ? heap_get(strlen(message) + 1) : NULL;
	if (copy != NULL)
		strcpy(copy, message);
	heap_put(task->cancel_message);
	task->cancel_message = copy;
	return true;
}

bool async_task_cancel_(struct async_task *task, const char *message)
{
	return future_cancel(&task->future, message);
}

int async_task_cancelling(const struct async_task *task)
{
	return task->cancelling;
}

int async_task_uncancel(struct async_task *task)
{
	if (task->cancelling > 0 && --task->cancelling == 0)
		task->must_cancel = false;
	return task->cancelling;
}
