#include "census.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sanitizer.h"

enum { FUNCTIONS = 512, PATTERN = 0xa5 };

atomic_bool census_on;

static struct entry {
	const char *function;
	size_t deepest, times;
} entries[FUNCTIONS];

static size_t count;
static pid_t owner;			/* not its children */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;	/* stacks are of all threads */

static size_t size_of(const struct stack *stack)
{
	return (size_t)((const char *)stack - (const char *)stack->low);
}

void census_begin(struct stack *stack)
{
	sanitizer_used_stack(stack->low, size_of(stack));	/* by those who have returned */
	memset(stack->low, PATTERN, size_of(stack));
}

/* How many bytes, from the top on, are not as they were filled. */
static size_t measure(struct stack *stack)
{
	const unsigned char *low = stack->low;
	size_t size = size_of(stack), untouched = 0;

	sanitizer_new_stack(stack->low, size);		/* what was used may be poison, */
	sanitizer_used_stack(stack->low, size);		/* and counts as gone */
	while (untouched < size && low[untouched] == PATTERN)
		untouched++;
	return size - untouched;
}

static struct entry *find(const char *function)
{
	size_t i = 0;

	while (i < count && strcmp(entries[i].function, function) != 0)
		i++;
	if (i == FUNCTIONS)
		return &entries[FUNCTIONS - 1];		/* better in a wrong place than lost */
	if (i == count)
		entries[count++].function = function;
	return &entries[i];
}

void census_end(struct stack *stack, const char *function)
{
	size_t used = measure(stack);
	struct entry *entry;

	pthread_mutex_lock(&lock);
	entry = find(function != NULL ? function : "(a coroutine)");
	entry->times++;
	if (used > entry->deepest)
		entry->deepest = used;
	pthread_mutex_unlock(&lock);
}

/* ---- Telling ---- */

static int compare(const void *a, const void *b)
{
	const struct entry *one = a, *other = b;

	if (one->deepest != other->deepest)
		return one->deepest < other->deepest ? 1 : -1;
	return strcmp(one->function, other->function);
}

static void print_to(FILE *file)
{
	pthread_mutex_lock(&lock);
	qsort(entries, count, sizeof(entries[0]), compare);
	fprintf(file, "bytes of its stack, of %d, that each function used; how often it ran\n",
		STACK_USABLE);
	for (size_t i = 0; i < count; i++)
		fprintf(file, "%8zu  %s (%zu)\n", entries[i].deepest, entries[i].function,
			entries[i].times);
	pthread_mutex_unlock(&lock);
}

void census_print(void)
{
	const char *where = getenv("ASYNC_CENSUS");
	FILE *file;

	if (!census_on || getpid() != owner)
		return;
	census_on = false;
	fflush(stdout);
	if (where == NULL || strcmp(where, "1") == 0) {
		print_to(stderr);
		return;
	}
	file = fopen(where, "we");
	if (file == NULL) {
		fprintf(stderr, "ASYNC_CENSUS=%s: %s\n", where, strerror(errno));
		return;
	}
	print_to(file);
	fclose(file);
}

__attribute__((constructor))
static void begin(void)
{
	const char *where = getenv("ASYNC_CENSUS");

	if (where == NULL || where[0] == '\0' || strcmp(where, "0") == 0)
		return;
	census_on = true;
	owner = getpid();
	atexit(census_print);
}
