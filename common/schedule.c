#include "schedule.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "record.h"

struct schedule {
	enum { UNKNOWN, ASYNCIO, RANDOM, ORDER } kind;	/* UNKNOWN: ask the environment */
	uint64_t seed;
	const char *numbers;			/* of an order */
	const char *name;			/* as the environment would say it */
};

static struct schedule chosen;
static unsigned choice;				/* changes with each choice */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;	/* for both */

/* How far this thread has come. */
static _Thread_local struct {
	unsigned choice;
	struct schedule schedule;		/* of that choice; its [seed] is the state of the
						 * generator, its [numbers] are what is left */
	size_t taken;				/* of the numbers */
} progress;

/* ---- Reading ---- */

static const char *skip_number(const char *text, uint64_t most, uint64_t *number)
{
	const char *end = text;

	for (*number = 0; *end >= '0' && *end <= '9'; end++) {
		uint64_t digit = (uint64_t)(*end - '0');

		if (*number > (most - digit) / 10)
			return NULL;
		*number = *number * 10 + digit;
	}
	return end > text ? end : NULL;
}

static bool read_random(const char *text, struct schedule *schedule)
{
	static char name[32];
	uint32_t drawn;

	schedule->kind = RANDOM;
	if (*text == ':')
		text++;
	if (*text != '\0') {
		text = skip_number(text, UINT64_MAX, &schedule->seed);
		if (text == NULL || *text != '\0')
			return false;
	} else if (getrandom(&drawn, sizeof drawn, 0) == (ssize_t)sizeof drawn) {
		schedule->seed = drawn;
	}
	snprintf(name, sizeof name, "random:%llu", (unsigned long long)schedule->seed);
	schedule->name = name;
	return true;
}

static bool read_order(const char *text, struct schedule *schedule)
{
	uint64_t number;

	schedule->kind = ORDER;
	schedule->numbers = text;
	while (*text != '\0') {
		text = skip_number(text, UINT32_MAX, &number);
		if (text == NULL || number == 0 || (*text != ',' && *text != '\0'))
			return false;
		if (*text == ',' && *++text == '\0')
			return false;
	}
	return true;
}

static bool read_schedule(const char *text, struct schedule *schedule)
{
	*schedule = (struct schedule){ .kind = ASYNCIO, .name = text };
	if (text == NULL || *text == '\0')
		return true;
	if (strncmp(text, "order:", 6) == 0)
		return read_order(text + 6, schedule);
	if (strcmp(text, "random") == 0 || strncmp(text, "random:", 7) == 0)
		return read_random(text + 6, schedule);
	return false;
}

#define FORMS "random:SEED, random, or order: and the numbers of tasks, as in order:3,2,2,1"

void async_use_schedule(const char *text)
{
	struct schedule schedule;

	if (!read_schedule(text, &schedule)) {
		error_raise(ValueError, "\"%s\" is no schedule: write " FORMS, text);
		return;
	}
	pthread_mutex_lock(&mutex);
	chosen = schedule;
	choice++;
	pthread_mutex_unlock(&mutex);
}

static void read_environment(void)
{
	const char *text = getenv("ASYNC_SCHEDULE");

	if (!read_schedule(text, &chosen))
		error_end(2, "ASYNC_SCHEDULE=%s is no schedule: write " FORMS, text);
	choice++;
}

/* ---- Saying the seed ---- */

static char seed_text[64];
static volatile sig_atomic_t said = true;	/* or there is nothing to say */

/* Also in a handler of SIGABRT. */
void schedule_say_seed(void)
{
	if (said)
		return;
	said = true;
	if (write(STDERR_FILENO, seed_text, strlen(seed_text)) < 0)
		return;				/* nobody is left to tell */
}

static void say_at_exit(int status, void *unused)
{
	(void)unused;
	if (status != 0)
		schedule_say_seed();
}

/* An assert() of the program, too, is a failure. Behind this abort() goes its way. */
static void say_at_abort(int signal)
{
	(void)signal;
	schedule_say_seed();
}

static void prepare_to_say(void)
{
	static bool watching;
	struct sigaction action = { .sa_handler = say_at_abort }, present;

	said = chosen.kind != RANDOM;
	if (!said)
		snprintf(seed_text, sizeof seed_text, "ASYNC_SCHEDULE=%s\n", chosen.name);
	if (said || watching)
		return;
	watching = true;
	on_exit(say_at_exit, NULL);
	if (sigaction(SIGABRT, NULL, &present) == 0 && present.sa_handler == SIG_DFL)
		sigaction(SIGABRT, &action, NULL);
}

/* ---- Orders ---- */

/* splitmix64, by Steele, Lea and Flood */
static uint64_t draw(void)
{
	uint64_t z = progress.schedule.seed += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* Sort the first [count] of a list, one at least, by [when]. Merging needs no memory. */
static struct loop_callback *sort(struct loop_callback *list, size_t count)
{
	struct loop_callback *a = list, *b = list, *sorted, **end = &sorted;
	size_t half = count / 2;

	if (count == 1) {
		list->next = NULL;
		return list;
	}
	for (size_t i = 0; i < half; i++)
		b = b->next;
	b = sort(b, count - half);
	a = sort(a, half);
	while (a != NULL && b != NULL) {
		struct loop_callback **least = a->when <= b->when ? &a : &b;

		*end = *least;
		end = &(*least)->next;
		*least = *end = (*least)->next;
	}
	*end = a != NULL ? a : b;
	return sorted;
}

/* An order that is as likely as any other: that of random keys. The callback of a task is no timer,
 * so its [when] has room for one. */
static void shuffle(struct loop_queue *tasks, size_t count)
{
	struct loop_callback *callback;

	for (callback = tasks->first; callback != NULL; callback = callback->next)
		callback->when = (int64_t)draw();
	callback = sort(tasks->first, count);
	queue_init(tasks);
	while (callback != NULL) {
		struct loop_callback *next = callback->next;

		queue_add(tasks, callback);
		callback = next;
	}
}

static void refuse(const struct loop_queue *tasks, uint64_t number)
{
	char ready[256] = "";
	size_t length = 0;

	for (const struct loop_callback *c = tasks->first; c != NULL; c = c->next) {
		length += (size_t)snprintf(ready + length, sizeof ready - length, "%sTask-%u",
					   length > 0 ? ", " : "", c->task);
		if (length > sizeof ready - 32 && c->next != NULL) {
			snprintf(ready + length, sizeof ready - length, ", ...");
			break;
		}
	}
	error_end(2, "ASYNC_SCHEDULE=%s: number %zu is Task-%llu, which is not ready there; "
		  "ready are %s", progress.schedule.name, progress.taken,
		  (unsigned long long)number, ready);
}

/* Put those that the numbers name in front. */
static void follow(struct loop_queue *tasks)
{
	struct loop_queue ordered;
	const char **numbers = &progress.schedule.numbers;

	queue_init(&ordered);
	while (**numbers != '\0' && tasks->first->next != NULL) {
		struct loop_callback *named = tasks->first;
		uint64_t number;

		*numbers = skip_number(*numbers, UINT32_MAX, &number);
		*numbers += **numbers == ',';
		progress.taken++;
		while (named != NULL && named->task != number)
			named = named->next;
		if (named == NULL)
			refuse(tasks, number);
		queue_remove(tasks, named);
		queue_add(&ordered, named);
	}
	queue_append(&ordered, tasks);
	queue_append(tasks, &ordered);
}

/* Take the callbacks of tasks out of [batch]. What stays there notes its place, counted from 1, in
 * [position], which is in no use while it is ready. */
static size_t take_tasks(struct loop_queue *batch, struct loop_queue *tasks)
{
	struct loop_queue others;
	struct loop_callback *callback;
	size_t place = 0, count = 0;

	queue_init(&others);
	while ((callback = queue_take(batch)) != NULL) {
		place++;
		if (callback->task != 0) {
			queue_add(tasks, callback);
			count++;
		} else {
			queue_add(&others, callback);
			callback->position = place;
		}
	}
	queue_append(batch, &others);
	return count;
}

static void put_tasks_back(struct loop_queue *batch, struct loop_queue *tasks)
{
	struct loop_queue others;
	struct loop_callback *callback;

	queue_init(&others);
	queue_append(&others, batch);
	for (size_t place = 1;; place++) {
		bool is_other = others.first != NULL && others.first->position == place;

		callback = queue_take(is_other ? &others : tasks);
		if (callback == NULL)
			break;
		callback->position = 0;
		queue_add(batch, callback);
	}
}

static void reorder(struct loop_queue *batch)
{
	struct loop_queue tasks;
	size_t count;

	queue_init(&tasks);
	count = take_tasks(batch, &tasks);
	if (count > 1 && progress.schedule.kind == RANDOM)
		shuffle(&tasks, count);
	else if (count > 1)
		follow(&tasks);
	put_tasks_back(batch, &tasks);
}

void schedule_use(struct async_loop *loop)
{
	pthread_mutex_lock(&mutex);
	if (chosen.kind == UNKNOWN)
		read_environment();
	if (progress.choice != choice) {
		progress.choice = choice;
		progress.schedule = chosen;
		progress.taken = 0;
		prepare_to_say();
	}
	pthread_mutex_unlock(&mutex);
	if (progress.schedule.kind != ASYNCIO) {
		loop->reorder = reorder;
		atomic_fetch_or(&loop->signals, LOOP_LOOKS_ON);
		loop->schedule = progress.schedule.name;
	}
}
