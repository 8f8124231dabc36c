#include "trace-internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "task-internal.h"

enum { BLOCK = 256 * 1024, LONGEST_NAME = 4096 };

size_t trace_room = 64 << 20;

static const char *path;			/* NULL: nothing is traced */
static pid_t owner;				/* not its children */
static unsigned run;				/* changes with each trace */
static atomic_size_t taken;			/* bytes */
static struct trace_thread *threads;		/* the newest first */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;	/* for threads */

static _Thread_local struct {
	unsigned run;
	struct trace_thread *thread;		/* NULL: there is no room for it */
} mine;

/* ---- Memory ---- */

/* Mapped and not allocated: what is traced must not change what the program's allocations do. Pages
 * are made at once, since a page fault an event or so would cost more than the event. */
static struct trace_block *new_block(void)
{
	struct trace_block *block;

	if (atomic_fetch_add(&taken, BLOCK) + BLOCK > trace_room)
		return NULL;
	block = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	return block != MAP_FAILED ? block : NULL;
}

/* [size] bytes of [*last], or of a new block behind it. */
static void *take(struct trace_block **last, size_t size)
{
	struct trace_block *block = *last;
	size_t used = atomic_load_explicit(&block->used, memory_order_relaxed);

	if (used + size > BLOCK - sizeof *block) {
		block = new_block();
		if (block == NULL)
			return NULL;
		(*last)->next = block;
		*last = block;
		used = 0;
	}
	return block->memory + used;
}

/* What was taken is filled, and may be read. */
static void fill(struct trace_block *block, size_t size)
{
	size_t used = atomic_load_explicit(&block->used, memory_order_relaxed);

	atomic_store_explicit(&block->used, used + size, memory_order_release);
}

static struct trace_thread *new_thread(void)
{
	struct trace_block *block = new_block(), *texts = new_block();
	struct trace_thread *thread;

	if (block == NULL || texts == NULL)
		return NULL;
	thread = (struct trace_thread *)texts->memory;
	atomic_store(&texts->used, sizeof *thread);
	thread->events = thread->last_events = block;
	thread->last_texts = texts;
	block->next = NULL;
	pthread_mutex_lock(&mutex);
	thread->next = threads;
	threads = thread;
	pthread_mutex_unlock(&mutex);
	return thread;
}

static struct trace_thread *my_thread(void)
{
	if (mine.run != run) {
		mine.run = run;
		mine.thread = new_thread();
	}
	return mine.thread;
}

/* ---- Collecting ---- */

/* A copy of [text], which may be gone when the program ends. Most are one of a few. */
static const char *keep_text(struct trace_thread *thread, const char *text)
{
	uint32_t hash = 2166136261;		/* FNV-1a, by Fowler, Noll and Vo */
	const char **known;
	size_t length;
	char *copy;

	if (text == NULL)
		return "";
	for (length = 0; text[length] != '\0' && length < 1000; length++)
		hash = (hash ^ (unsigned char)text[length]) * 16777619;
	known = &thread->texts[hash % 64];
	if (*known != NULL && strncmp(*known, text, length) == 0 && (*known)[length] == '\0')
		return *known;
	copy = take(&thread->last_texts, length + 1);
	if (copy == NULL)
		return "";
	memcpy(copy, text, length);
	copy[length] = '\0';
	fill(thread->last_texts, length + 1);
	return *known = copy;
}

static void collect(enum record_kind kind, uint32_t task, int64_t value, const char *text)
{
	struct trace_thread *thread = my_thread();
	const struct async_loop *loop = loop_running();
	const struct async_task *current = async_current_task();
	struct trace_event *event;

	if (thread == NULL)
		return;
	event = take(&thread->last_events, sizeof *event);
	if (event == NULL) {
		thread->dropped++;
		return;
	}
	event->time = loop != NULL ? loop_now(loop) : TRACE_NO_TIME;
	event->value = value;
	event->text = keep_text(thread, text);
	event->site = NULL;
	event->kind = kind;
	event->task = task;
	if (task == RECORD_CURRENT)
		event->task = current != NULL ? current->number : 0;
	if (kind == RECORD_SUSPEND)
		event->site = error_state()->here;
	fill(thread->last_events, sizeof *event);
}

/* ---- Beginning and ending ---- */

static void free_blocks(struct trace_block *block)
{
	struct trace_block *next;

	for (; block != NULL; block = next) {
		next = block->next;
		munmap(block, BLOCK);
	}
}

static struct trace_thread *all_threads(void)
{
	struct trace_thread *first;

	pthread_mutex_lock(&mutex);
	first = threads;
	pthread_mutex_unlock(&mutex);
	return first;
}

static size_t count_dropped(void)
{
	size_t dropped = 0;

	for (const struct trace_thread *t = all_threads(); t != NULL; t = t->next)
		dropped += t->dropped;
	return dropped;
}

/* Under a name of its own first, so that nobody opens half a file. */
static int write_file(const char *name)
{
	char new_name[LONGEST_NAME];
	int error = 0;
	FILE *file;

	if ((size_t)snprintf(new_name, sizeof new_name, "%s.new", name) >= sizeof new_name)
		return ENAMETOOLONG;
	file = fopen(new_name, "we");
	if (file == NULL)
		return errno;
	errno = 0;
	trace_write_json(file, all_threads());
	if (fflush(file) != 0 || ferror(file))
		error = errno != 0 ? errno : EIO;
	if (fclose(file) != 0 && error == 0)
		error = errno;
	if (error == 0 && rename(new_name, name) != 0)
		error = errno;
	if (error != 0)
		unlink(new_name);
	return error;
}

void trace_end(void)
{
	const char *name = path;
	size_t dropped = count_dropped();
	int error;

	if (name == NULL || getpid() != owner)
		return;
	path = NULL;
	record_listen(NULL);
	error = write_file(name);
	if (error == 0 && dropped == 0)
		return;
	fflush(stdout);
	if (error != 0)
		fprintf(stderr, "ASYNC_TRACE=%s: the trace could not be written: %s\n", name,
			strerror(error));
	else
		fprintf(stderr, "ASYNC_TRACE=%s: the trace holds the beginning of the run; the "
			"last %zu events did not fit into %zu MiB\n", name, dropped,
			trace_room >> 20);
}

/* What was collected, once it is written. Not at the end of the program: other threads may still
 * collect. */
static void forget(void)
{
	struct trace_thread *thread, *next;

	for (thread = threads; thread != NULL; thread = next) {
		next = thread->next;
		free_blocks(thread->events);
		free_blocks((struct trace_block *)((char *)thread -
						   offsetof(struct trace_block, memory)));
	}
	threads = NULL;
	atomic_store(&taken, 0);
}

static void start(const char *file)
{
	static bool registered;

	path = file;
	owner = getpid();
	run++;
	if (!registered)
		atexit(trace_end);
	registered = true;
	record_listen(collect);
}

static bool asked;				/* the environment, or the program */

void async_use_trace(const char *file)
{
	asked = true;
	trace_end();
	forget();
	if (file != NULL && *file != '\0')
		start(file);
}

/* Programs that this one starts must not write to the same file. */
void trace_begin(void)
{
	static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;
	const char *file;

	pthread_mutex_lock(&once);
	file = asked ? NULL : getenv("ASYNC_TRACE");
	asked = true;
	if (file != NULL && *file != '\0') {
		start(file);
		unsetenv("ASYNC_TRACE");	/* the string itself stays */
	}
	pthread_mutex_unlock(&once);
}
