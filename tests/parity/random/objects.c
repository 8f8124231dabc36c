/* What each word of objects.py does. */

#include "play.h"

/* As many as OBJECTS says. */
static struct async_lock *locks[2];
static struct async_event *events[2];
static struct async_condition *conditions[2];
static int tokens[2];
static struct async_semaphore *semaphores[2];
static struct async_barrier *barriers[2];
static struct async_queue *queues[4];

/* What is put into a queue. */
struct item {
	const struct step *step;
	int number, priority;
};

static struct item *new_item(const struct step *step, int number, int priority)
{
	struct item *item = async_alloc(sizeof *item);

	*item = (struct item){ step, number, priority };
	return item;
}

static int compare(const void *a, const void *b)
{
	return ((const struct item *)a)->priority - ((const struct item *)b)->priority;
}

void create_objects(void)
{
	for (int i = 0; i < 2; i++) {
		locks[i] = async_lock();
		events[i] = async_event();
	}
	conditions[0] = async_condition(NULL);
	conditions[1] = async_condition(locks[0]);
	semaphores[0] = async_semaphore(1);
	semaphores[1] = async_bounded_semaphore(2);
	barriers[0] = async_barrier(2);
	barriers[1] = async_barrier(3);
	queues[0] = async_queue(0);
	queues[1] = async_queue(1);
	queues[2] = async_priority_queue(0, compare);
	queues[3] = async_lifo_queue(2);
}

static void tell_that(const struct step *step, const char *what)
{
	tell("%d.%d %s", step->task, step->number, what);
}

static void tell_bool(const struct step *step, bool what)
{
	tell_that(step, what ? "got True" : "got False");
}

static void tell_item(const struct step *step, const struct item *item)
{
	if (item != NULL)
		tell("%d.%d got %d.%d.%d (%d)", step->task, step->number, item->step->task,
		     item->step->number, item->number, item->priority);
}

/* ---- Locks, events, conditions ---- */

static int play_lock(const struct step *step)
{
	ASYNC_WITH(locks[step->arguments[0]]);
	tell_that(step, "has it");
	AWAIT(async_sleep(step->arguments[1]));
	return 0;
}

static int play_acquire(const struct step *step)
{
	tell_bool(step, AWAIT(async_lock_acquire(locks[step->arguments[0]])));
	return 0;
}

static int play_release(const struct step *step)
{
	async_lock_release(locks[step->arguments[0]]);
	return 0;
}

static int play_event(const struct step *step)
{
	tell_bool(step, AWAIT(async_event_wait(events[step->arguments[0]])));
	return 0;
}

static int play_set_event(const struct step *step)
{
	async_event_set(events[step->arguments[0]]);
	return 0;
}

static int play_clear_event(const struct step *step)
{
	async_event_clear(events[step->arguments[0]]);
	return 0;
}

static int play_wait(const struct step *step)
{
	struct async_condition *condition = conditions[step->arguments[0]];

	ASYNC_WITH(condition);
	tell_that(step, "has it");
	tell_bool(step, AWAIT(async_condition_wait(condition)));
	return 0;
}

static bool is_positive(void *token)
{
	return *(int *)token > 0;
}

static int play_wait_until(const struct step *step)
{
	struct async_condition *condition = conditions[step->arguments[0]];
	int *token = &tokens[step->arguments[0]];

	ASYNC_WITH(condition);
	AWAIT(async_condition_wait_for(condition, is_positive, token));
	tell("%d.%d leaves %d", step->task, step->number, --*token);
	return 0;
}

static int play_notify(const struct step *step)
{
	struct async_condition *condition = conditions[step->arguments[0]];

	ASYNC_WITH(condition);
	tokens[step->arguments[0]] += step->arguments[1];
	async_condition_notify(condition, (size_t)step->arguments[1]);
	return 0;
}

static int play_notify_all(const struct step *step)
{
	async_condition_notify_all(conditions[step->arguments[0]]);
	return 0;
}

/* ---- Semaphores, barriers ---- */

static int play_semaphore(const struct step *step)
{
	ASYNC_WITH(semaphores[step->arguments[0]]);
	tell_that(step, "has it");
	AWAIT(async_sleep(step->arguments[1]));
	return 0;
}

static int play_take(const struct step *step)
{
	tell_bool(step, AWAIT(async_semaphore_acquire(semaphores[step->arguments[0]])));
	return 0;
}

static int play_give(const struct step *step)
{
	async_semaphore_release(semaphores[step->arguments[0]]);
	return 0;
}

static int play_barrier(const struct step *step)
{
	ASYNC_WITH_AS(index, barriers[step->arguments[0]]);
	tell("%d.%d got %d", step->task, step->number, (int)(intptr_t)index);
	return 0;
}

static int play_reset(const struct step *step)
{
	AWAIT(async_barrier_reset(barriers[step->arguments[0]]));
	return 0;
}

static int play_abort(const struct step *step)
{
	AWAIT(async_barrier_abort(barriers[step->arguments[0]]));
	return 0;
}

static int play_look(const struct step *step)
{
	tell("%d.%d sees %d%d%d%d%d%d%d%d%d%d%d%d %d %d %zu %zu %zu %zu", step->task, step->number,
	     async_lock_locked(locks[0]), async_lock_locked(locks[1]),
	     async_event_is_set(events[0]), async_event_is_set(events[1]),
	     async_semaphore_locked(semaphores[0]), async_semaphore_locked(semaphores[1]),
	     async_barrier_broken(barriers[0]), async_barrier_broken(barriers[1]),
	     async_queue_full(queues[0]), async_queue_full(queues[1]),
	     async_queue_full(queues[2]), async_queue_full(queues[3]),
	     async_barrier_n_waiting(barriers[0]), async_barrier_n_waiting(barriers[1]),
	     async_queue_qsize(queues[0]), async_queue_qsize(queues[1]),
	     async_queue_qsize(queues[2]), async_queue_qsize(queues[3]));
	return 0;
}

/* ---- Queues ---- */

static int play_put(const struct step *step)
{
	struct item *item = new_item(step, 0, step->arguments[1]);

	AWAIT(async_queue_put(queues[step->arguments[0]], item));
	tell_that(step, "put it");
	return 0;
}

static int play_get(const struct step *step)
{
	tell_item(step, AWAIT(async_queue_get(queues[step->arguments[0]])));
	return 0;
}

static int play_put_nowait(const struct step *step)
{
	struct item *item = new_item(step, 0, step->arguments[1]);

	async_queue_put_nowait(queues[step->arguments[0]], item);
	return 0;
}

static int play_get_nowait(const struct step *step)
{
	tell_item(step, async_queue_get_nowait(queues[step->arguments[0]]));
	return 0;
}

static int play_fill(const struct step *step)
{
	for (int i = 0; i < 6 && async_exception() == NULL; i++)
		async_queue_put_nowait(queues[step->arguments[0]],
				       new_item(step, i, (step->arguments[1] + 3 * i) % 4));
	return 0;
}

static int play_drain(const struct step *step)
{
	struct async_queue *queue = queues[step->arguments[0]];

	while (!async_queue_empty(queue))
		tell_item(step, async_queue_get_nowait(queue));
	return 0;
}

static int play_done(const struct step *step)
{
	async_queue_task_done(queues[step->arguments[0]]);
	return 0;
}

static int play_join(const struct step *step)
{
	AWAIT(async_queue_join(queues[step->arguments[0]]));
	tell_that(step, "joined");
	return 0;
}

static int play_shutdown(const struct step *step)
{
	async_queue_shutdown(queues[step->arguments[0]], step->arguments[1]);
	return 0;
}

const struct word object_words[] = {
	{ "lock", play_lock },
	{ "acquire", play_acquire },
	{ "release", play_release },
	{ "event", play_event },
	{ "set_event", play_set_event },
	{ "clear_event", play_clear_event },
	{ "wait", play_wait },
	{ "wait_until", play_wait_until },
	{ "notify", play_notify },
	{ "notify_all", play_notify_all },
	{ "semaphore", play_semaphore },
	{ "take", play_take },
	{ "give", play_give },
	{ "barrier", play_barrier },
	{ "reset", play_reset },
	{ "abort", play_abort },
	{ "look", play_look },
	{ "put", play_put },
	{ "get", play_get },
	{ "put_nowait", play_put_nowait },
	{ "get_nowait", play_get_nowait },
	{ "fill", play_fill },
	{ "drain", play_drain },
	{ "done", play_done },
	{ "join", play_join },
	{ "shutdown", play_shutdown },
	{ NULL, NULL },
};
