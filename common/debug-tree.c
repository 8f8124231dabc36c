/* Who waits for whom, as a tree. async_print_tasks() in debug.h shows one.
 *
 * The roots are the tasks that nobody waits for. Below each stands where it is, the outermost
 * function first, and then what it waits for. A task that waits for a gathering, or the like, waits
 * for all that that one waits for.
 */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "backtrace.h"
#include "debug-internal.h"

enum {
	DEEPEST = 40,			/* what waits deeper down is shown as a root */
	STEP = 8,			/* bytes of the prefix a level takes */
	TEXT = 256,
};

struct printing {
	FILE *file;
	struct symbols *symbols;
	const char *const *lines;	/* the tree's: see below */
	bool call_is_shown;		/* the stack told what the task called */
	char prefix[(DEEPEST + 2) * STEP];
};

enum { LINE_CHILD, LINE_LAST_CHILD, LINE_ON, LINE_NOTHING };

static const char *const ascii_lines[] = { "|-- ", "`-- ", "|   ", "    " };
static const char *const utf8_lines[] = { "├── ", "└── ", "│   ", "    " };

/* The way from a root to a task. */
struct path {
	struct async_task *task;
	const struct path *outer;
	unsigned depth;
};

/* As setlocale() would find it, which is the program's to call. */
static bool is_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *locale = NULL;

	for (size_t i = 0; i < 3 && (locale == NULL || locale[0] == '\0'); i++)
		locale = getenv(names[i]);
	return locale != NULL &&
	       (strcasestr(locale, "utf-8") != NULL || strcasestr(locale, "utf8") != NULL);
}

/* ---- Who waits for whom ---- */

struct visit {
	void (*fn)(struct async_task *task, void *arg);
	void *arg;
	unsigned depth;
};

/* Futures that wait for futures: gatherings, shields. Those that are done are past. */
static void visit_future(struct async_future *future, void *arg)
{
	struct visit *visit = arg;

	if (future->state != FUTURE_PENDING)
		return;
	if (future->awaitable.kind == AWAITABLE_TASK) {
		visit->fn((struct async_task *)future, visit->arg);
	} else if (future->methods->visit != NULL && visit->depth < DEEPEST) {
		visit->depth++;
		future->methods->visit(future, visit_future, visit);
		visit->depth--;
	}
}

/* Call [fn] for each task that [task] waits for. */
static void visit_awaited(struct async_task *task, void (*fn)(struct async_task *task, void *arg),
			  void *arg)
{
	struct visit visit = { fn, arg, 0 };

	if (task->waits_for != NULL)
		visit_future(task->waits_for, &visit);
}

static void count_one(struct async_task *task, void *arg)
{
	(void)task;
	++*(size_t *)arg;
}

static size_t count_awaited(struct async_task *task)
{
	size_t count = 0;

	visit_awaited(task, count_one, &count);
	return count;
}

/* ---- One task ---- */

static void print_line(const struct symbols_place *place, void *arg)
{
	struct printing *p = arg;

	p->call_is_shown = place->file == NULL;
	fprintf(p->file, "%s", p->prefix);
	debug_print_place(place, p->file);
	fprintf(p->file, "\n");
}

/* Where it is: its stack, or, where that cannot be seen, the AWAIT that it passed last. */
static void print_stack(struct printing *p, const struct async_task *task)
{
	const struct async_site *here = task->errors.here;
	struct backtrace b;

	p->call_is_shown = false;
	if (task == async_current_task())
		backtrace_running(&b);
	else
		backtrace_resting(&b, &task->coroutine);
	if (backtrace_visit(&b, p->symbols, print_line, p) == 0 && here != NULL)
		fprintf(p->file, "%s%s %s:%d\n", p->prefix, here->function, here->file, here->line);
}

/* Whether there is more to say of what it waits for than what it called, and than the branches
 * below it show. */
static bool says_more(struct async_task *task)
{
	return task->waits_for->methods->describe != NULL ||
	       (task->waits_how == NULL && count_awaited(task) == 0);
}

/* What the tree does not show by itself. */
static void print_state(struct printing *p, struct async_task *task)
{
	char text[TEXT];

	if (task == async_current_task())
		fprintf(p->file, "%sis running\n", p->prefix);
	else if (task->coroutine.state == COROUTINE_NEW)
		fprintf(p->file, "%shas not begun\n", p->prefix);
	else if (task->waits_for == NULL)
		fprintf(p->file, "%sis about to go on\n", p->prefix);
	else if (says_more(task) || (!p->call_is_shown && count_awaited(task) == 0)) {
		debug_describe_wait(task, text, sizeof text);
		fprintf(p->file, "%swaits for %s\n", p->prefix, text);
	}
}

/* ---- The tree ---- */

static void print_tree(struct printing *p, const struct path *path);

struct branch {
	struct printing *printing;
	const struct path *outer;
	size_t left;			/* of the children, this one too */
};

static const struct path *find_on_path(const struct path *path, const struct async_task *task)
{
	while (path != NULL && path->task != task)
		path = path->outer;
	return path;
}

static void print_circle(FILE *file, const struct path *path, const struct path *end)
{
	if (path != end)
		print_circle(file, path->outer, end);
	fprintf(file, "%s -> ", async_task_get_name(path->task));
}

static void print_branch(struct async_task *task, void *arg)
{
	struct branch *branch = arg;
	struct printing *p = branch->printing;
	const struct path *circle = find_on_path(branch->outer, task);
	struct path path = { task, branch->outer, branch->outer->depth + 1 };
	bool is_last = --branch->left == 0;
	size_t length = strlen(p->prefix);

	fprintf(p->file, "%s%s", p->prefix, p->lines[is_last ? LINE_LAST_CHILD : LINE_CHILD]);
	if (circle != NULL) {
		fprintf(p->file, "a circle: ");
		print_circle(p->file, branch->outer, circle);
		fprintf(p->file, "%s\n", async_task_get_name(task));
	} else if (task->is_shown || path.depth >= DEEPEST) {
		fprintf(p->file, "%s (%s): see %s\n", async_task_get_name(task),
			task->coroutine.function,
			task->is_shown ? "above" : "below");
	} else {
		strcat(p->prefix, p->lines[is_last ? LINE_NOTHING : LINE_ON]);
		print_tree(p, &path);
		p->prefix[length] = '\0';
	}
}

static void print_tree(struct printing *p, const struct path *path)
{
	struct branch branch = { p, path, count_awaited(path->task) };

	path->task->is_shown = true;
	debug_print_task(path->task, p->file);
	fprintf(p->file, "\n");
	print_stack(p, path->task);
	print_state(p, path->task);
	visit_awaited(path->task, print_branch, &branch);
}

static void print_root(struct printing *p, struct async_task *task)
{
	const struct path path = { task, NULL, 0 };

	strcpy(p->prefix, p->lines[LINE_NOTHING]);
	print_tree(p, &path);
}

static void mark_awaited(struct async_task *task, void *arg)
{
	(void)arg;
	task->is_awaited = true;
}

void debug_print_tree(struct async_loop *loop, FILE *file)
{
	struct printing p = {
		.file = file,
		.symbols = symbols_open(),
		.lines = is_utf8() ? utf8_lines : ascii_lines,
	};
	struct async_task *task;

	for (task = task_first(); task != NULL; task = task->next)
		task->is_shown = task->is_awaited = false;
	for (task = task_first(); task != NULL; task = task->next)
		visit_awaited(task, mark_awaited, NULL);
	for (task = task_first(); task != NULL; task = task->next)
		if (!task->is_awaited && (loop == NULL || task->future.loop == loop))
			print_root(&p, task);
	/* what waits in a circle, and what was too deep down */
	for (task = task_first(); task != NULL; task = task->next)
		if (!task->is_shown && (loop == NULL || task->future.loop == loop))
			print_root(&p, task);
	symbols_close(p.symbols);
}

void async_print_tasks(FILE *file)
{
	debug_print_tree(NULL, file);
}

/* ---- One task, and who waits for it ---- */

struct upwards {
	struct printing *printing;
	const struct path *inner;
	struct async_task *waiter;	/* who may be one */
};

static void print_upwards(struct printing *p, const struct path *path);

static void print_waiter(struct async_task *awaited, void *arg)
{
	struct upwards *up = arg;
	struct printing *p = up->printing;
	struct path path = { up->waiter, up->inner, up->inner->depth + 1 };
	size_t length = strlen(p->prefix);

	if (awaited != up->inner->task)
		return;
	fprintf(p->file, "%swaited for by ", p->prefix);
	if (find_on_path(up->inner, up->waiter) != NULL || path.depth >= DEEPEST) {
		fprintf(p->file, "%s: see above\n", async_task_get_name(up->waiter));
		return;
	}
	strcat(p->prefix, p->lines[LINE_NOTHING]);
	print_upwards(p, &path);
	p->prefix[length] = '\0';
}

static void print_upwards(struct printing *p, const struct path *path)
{
	debug_print_task(path->task, p->file);
	fprintf(p->file, "\n");
	print_stack(p, path->task);
	print_state(p, path->task);
	for (struct async_task *task = task_first(); task != NULL; task = task->next) {
		struct upwards up = { p, path, task };

		visit_awaited(task, print_waiter, &up);
	}
}

void async_print_call_graph(struct async_task *task, FILE *file)
{
	const struct path path = { task != NULL ? task : async_current_task(), NULL, 0 };
	struct printing p = { .file = file, .lines = ascii_lines };

	if (path.task == NULL) {
		error_raise(RuntimeError, "no task is running");
		return;
	}
	p.symbols = symbols_open();
	strcpy(p.prefix, p.lines[LINE_NOTHING]);
	print_upwards(&p, &path);
	symbols_close(p.symbols);
}
