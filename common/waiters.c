#include "sync-internal.h"

/* ---- The list ---- */

void waiters_init(struct waiters *list, const struct waiters_kind *kind,
		  const struct async_site *site)
{
	*list = (struct waiters){ .last = &list->first, .kind = kind, .site = site };
}

static void add(struct waiters *list, struct waiter *waiter)
{
	waiter->list = list;
	waiter->next = NULL;
	waiter->link = list->last;
	*list->last = waiter;
	list->last = &waiter->next;
}

static void take_out(struct waiter *waiter)
{
	*waiter->link = waiter->next;
	if (waiter->next != NULL)
		waiter->next->link = waiter->link;
	else
		waiter->list->last = waiter->link;
	waiter->list = NULL;
}

bool waiters_all_cancelled(const struct waiters *list)
{
	for (const struct waiter *w = list->first; w != NULL; w = w->next)
		if (w->future.state != FUTURE_CANCELLED)
			return false;
	return true;
}

/* ---- Waiting ---- */

/* Its task is dropped. */
static void abandon(struct async_future *future)
{
	struct waiter *waiter = (struct waiter *)future;

	if (waiter->list != NULL)
		take_out(waiter);
	future_fini(future);
}

static void describe(struct async_future *future, char *text, size_t size)
{
	const struct waiters *list = ((struct waiter *)future)->list;
	char more[100] = "";

	if (list == NULL) {
		snprintf(text, size, "what has ended");
		return;
	}
	if (list->kind->tell_more != NULL)
		list->kind->tell_more(list, more, sizeof more);
	snprintf(text, size, "%sthe %s created at %s:%d%s",
		 list->kind->part != NULL ? list->kind->part : "", list->kind->object,
		 list->site->file, list->site->line, more);
}

static void visit(struct async_future *future,
		  void (*fn)(struct async_future *inner, void *arg), void *arg)
{
	const struct waiters *list = ((struct waiter *)future)->list;

	if (list != NULL && list->kind->visit != NULL)
		list->kind->visit(list, fn, arg);
}

static const struct future_methods waiter_methods = {
	.abandon = abandon,
	.describe = describe,
	.visit = visit,
};

/* Whether tasks of [task]'s loop may wait in [list]: those of the first that did so. */
static bool is_of_loop(struct waiters *list, const struct async_task *task)
{
	if (list->loop == NULL)
		list->loop = task->future.loop;
	if (list->loop == task->future.loop)
		return true;
	error_raise(RuntimeError, "the %s created at %s:%d is bound to a different event loop",
		    list->kind->object, list->site->file, list->site->line);
	return false;
}

enum waited waiters_wait(struct waiters *list, struct async_task *task)
{
	struct waiter waiter = { .task = task };
	const struct async_site *site = list->site;
	const char *object = list->kind->object;

	if (!is_of_loop(list, task))
		return WAITED_NOT_GRANTED;
	future_init(&waiter.future, task->future.loop, site, &waiter_methods);
	add(list, &waiter);
	task_wait(task, &waiter.future, object, 0);
	future_fini(&waiter.future);
	if (waiter.list == NULL && async_exception() == NULL)
		waiters_misuse(object, site, task);
	if (waiter.list == NULL)
		return WAITED_ORPHANED;
	take_out(&waiter);
	return waiter.future.state == FUTURE_RESULT ? WAITED_GRANTED : WAITED_NOT_GRANTED;
}

/* ---- Waking ---- */

size_t waiters_wake(struct waiters *list, size_t most)
{
	size_t woken = 0;

	for (struct waiter *w = list->first; w != NULL && woken < most; w = w->next)
		woken += future_set_result(&w->future, NULL);
	return woken;
}

void waiters_wake_first(struct waiters *list)
{
	if (list->first != NULL)
		future_set_result(&list->first->future, NULL);
}

void waiters_move_next(struct waiters *list, struct waiters *woken)
{
	struct waiter *waiter;

	while ((waiter = list->first) != NULL) {
		take_out(waiter);
		add(woken, waiter);
		if (future_set_result(&waiter->future, NULL))
			break;
	}
}

/* ---- The end ---- */

void waiters_misuse(const char *object, const struct async_site *site,
		    const struct async_task *task)
{
	error_misuse("the %s created at %s:%d ended with the task that created it, while %s (%s) "
		     "waits for it: create it in a task that lives longer",
		     object, site->file, site->line, async_task_get_name(task),
		     task->coroutine.function);
}

void waiters_end(struct waiters *list)
{
	struct waiter *waiter;

	while ((waiter = list->first) != NULL) {
		bool cancelled = waiter->future.state == FUTURE_CANCELLED ||
				 waiter->task->must_cancel;

		if (waiter->future.loop == loop_running() && !cancelled)
			waiters_misuse(list->kind->object, list->site, waiter->task);
		take_out(waiter);
	}
}
