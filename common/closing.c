/* How generators end.
 *
 * One that nobody holds any more, and that has paused in the middle of its function, still has to
 * clean up, and that may take a while: so it is closed by a task of its own, which the loop makes
 * in the next pass. What is still open at the end of a run is closed by
 * async_loop_shutdown_asyncgens(). asyncio: the hooks of BaseEventLoop for asynchronous generators.
 *
 * A loop that closes without that cannot run anything any more. What has begun in it is dropped:
 * its stack is given back, and what its function would have cleaned up is not.
 */

#include "gather.h"
#include "heap.h"
#include "iterator-internal.h"

/* last: NULL means &first */
static _Thread_local struct { struct async_generator *first, **last; } begun;

/* ---- Whose it is ---- */

static void own(struct async_generator *g, struct task_scope *owner, struct memory_pool *memory)
{
	g->owner = owner;
	g->owners_memory = memory;
	if (owner == NULL)
		return;
	g->owned_link = &owner->generators;
	g->next_owned = owner->generators;
	if (g->next_owned != NULL)
		g->next_owned->owned_link = &g->next_owned;
	owner->generators = g;
}

static void disown(struct async_generator *g)
{
	if (g->owner == NULL)
		return;
	*g->owned_link = g->next_owned;
	if (g->next_owned != NULL)
		g->next_owned->owned_link = g->owned_link;
	g->owner = NULL;
	g->owners_memory = NULL;
}

void generator_begin(struct async_generator *g, struct async_loop *loop)
{
	g->loop = loop;
	if (begun.last == NULL)
		begun.last = &begun.first;
	g->link = begun.last;
	*begun.last = g;
	begun.last = &g->next;
}

static void unlink_begun(struct async_generator *g)
{
	if (g->link == NULL)
		return;
	*g->link = g->next;
	if (g->next != NULL)
		g->next->link = g->link;
	else
		begun.last = g->link;
	g->link = NULL;
}

/* ---- Its end ---- */

static void pass_on(struct task_scope *from, struct task_scope *to, struct memory_pool *memory)
{
	struct async_generator *g;

	while ((g = from->generators) != NULL) {
		disown(g);
		own(g, to, memory);
	}
}

void (*task_pass_generators_hook)(struct task_scope *from, struct task_scope *to,
				  struct memory_pool *memory) = pass_on;

void generator_end(struct async_generator *g)
{
	task_end_scope(&g->scope, NULL, &g->memory, g->owner != NULL);
	if (g->owner != NULL)
		task_pass_staying(&g->scope, g->owner);
	pass_on(&g->scope, g->owner, g->owners_memory);
	if (g->owner != NULL)
		memory_pool_move(&g->memory, g->owners_memory);
	else
		memory_pool_free(&g->memory);
}

/* It will not run again. */
static void drop(struct async_generator *g)
{
	bool had_ended = coroutine_done(&g->coroutine);

	unlink_begun(g);
	coroutine_fini(&g->coroutine);
	g->coroutine.state = COROUTINE_DONE;
	if (!had_ended)
		generator_end(g);
}

static void free_generator(struct async_generator *g)
{
	drop(g);
	disown(g);
	if (g->held)
		g->shut = true;			/* an empty shell, until let_go() */
	else
		heap_put(g);
}

static void let_go(void *memory)
{
	struct async_generator *g = *(struct async_generator **)memory;

	g->held = false;
	if (g->references == 0)
		free_generator(g);
}

/* Its owner ends, and closes it. But the owner may have told others of it, who ask it before they
 * end, too: like all that the owner has allocated, it stays as long as the owner's memory. */
static void hold(struct async_generator *g)
{
	struct async_generator **held = memory_pool_get(g->owners_memory, sizeof *held, let_go);

	if (held == NULL)
		return;
	*held = g;
	g->held = true;
}

void generator_keep(struct async_generator *g)
{
	g->references++;
}

/* One that was closed and did not end is left where it stands, until the loop closes: its stack may
 * hold what timers refer to. */
void generator_release(struct async_generator *g)
{
	if (--g->references > 0)
		return;
	if (g->coroutine.state != COROUTINE_PAUSED || !loop_is_open(g->loop)) {
		free_generator(g);
	} else if (!g->closed && !g->shut) {
		g->shut = true;
		g->references = 1;		/* of the task that closes it */
		loop_soon(g->loop, &g->closing);
	}
}

void generator_give_up(struct async_generator *g)
{
	if (g->given_up)
		return;
	g->given_up = true;
	generator_release(g);
}

void async_generator_detach(struct async_generator *g)
{
	if (g == NULL)
		return;
	if (g->given_up)
		error_misuse("async_generator_detach(): %s() has been detached already",
			     g->function);
	generator_give_up(g);
}

static void end_scope(struct task_scope *scope, struct async_loop *loop)
{
	struct async_generator *g, *next;

	for (g = scope->generators; g != NULL; g = next) {
		next = g->next_owned;
		if (!g->given_up && (loop == NULL || g->loop == NULL || g->loop == loop)) {
			hold(g);
			generator_give_up(g);
		}
	}
}

void (*task_end_generators_hook)(struct task_scope *scope, struct async_loop *loop) = end_scope;

/* ---- Closing ---- */

struct aclose { struct async_generator *generator; };

/* Of a task that was cancelled before its first step the generator gets to see CancelledError, and
 * not GeneratorExit: CPython's way. */
static void *aclose(void *arg)
{
	struct async_generator *g = ((const struct aclose *)arg)->generator;

	generator_close(g, error_take());
	generator_release(g);
	return NULL;
}

/* A task that closes [g], under the name of its function, and has a reference to it. */
static struct async_task *create_closing(struct async_generator *g)
{
	struct aclose arguments = { g };
	struct async_task *task = task_create(g->loop, (struct async_call){
		.fn = aclose,
		.name = g->function,
		.site = g->site,
		.arguments = &arguments,
		.size = sizeof arguments,
	});

	if (task != NULL)
		task->always_begins = true;
	return task;
}

static void run_closing(struct loop_callback *callback)
{
	struct async_generator *g = CONTAINER_OF(callback, struct async_generator, closing);
	struct async_task *task = create_closing(g);

	if (task != NULL)
		async_detach(task);
	else
		generator_release(g);		/* no memory: the loop reports that */
}

void generator_adopt(struct async_generator *g)
{
	own(g, task_scope(), memory_current());
	g->references = 1;
	g->closing.run = run_closing;
}

static bool is_open(const struct async_generator *g, const struct async_loop *loop)
{
	return g->loop == loop && g->references > 0 && !g->shut;
}

/* Make a task for each that is open. Returns: how many. Raises: MemoryError. */
static size_t close_all(struct async_loop *loop, struct async_task *tasks[])
{
	size_t count = 0;

	for (struct async_generator *g = begun.first; g != NULL; g = g->next) {
		if (!is_open(g, loop))
			continue;
		tasks[count] = create_closing(g);
		if (tasks[count] == NULL)
			break;
		count++;
		g->shut = true;
		generator_keep(g);
	}
	return count;
}

static void report(struct async_loop *loop, const struct async_task *task,
		   const struct async_exception *e)
{
	char message[256];
	const struct async_exception_context context = { .message = message, .exception = e };

	snprintf(message, sizeof message,
		 "an error occurred during closing of asynchronous generator %s(), created at "
		 "%s:%d",
		 task->coroutine.function, task->future.site->file, task->future.site->line);
	async_loop_call_exception_handler(loop, &context);
}

int async_loop_shutdown_asyncgens(struct async_loop *loop)
{
	struct async_task **tasks = NULL;
	struct async_outcome *outcomes = NULL;
	size_t count = 0;

	loop = loop_or_running(loop);
	for (struct async_generator *g = begun.first; g != NULL; g = g->next)
		count += is_open(g, loop);
	if (count == 0 || loop == NULL)
		return 0;
	tasks = async_alloc(count * sizeof(*tasks));
	outcomes = async_alloc(count * sizeof(*outcomes));
	if (async_exception() != NULL)
		return 0;
	count = close_all(loop, tasks);
	AWAIT(async_gather_outcomes_array(outcomes, tasks, count));
	for (size_t i = 0; i < count; i++)
		if (async_isinstance(outcomes[i].exception, Exception))
			report(loop, tasks[i], outcomes[i].exception);
	return 0;
}

/* Who else had references to it, a task that ran it or closed it, has gone. */
void generators_close(struct async_loop *loop)
{
	struct async_generator *g = begun.first;

	while (g != NULL) {
		if (g->loop != loop) {
			g = g->next;
			continue;
		}
		g->references = g->given_up ? 0 : 1;
		g->running = false;
		if (g->given_up)
			free_generator(g);
		else
			drop(g);
		g = begun.first;		/* others may have gone with it */
	}
}
