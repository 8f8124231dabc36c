/* The least code that creates, runs and awaits: a list of records; each is run on a stack from a
 * free list, which is one switch there and one back. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../leave.h"
#include "../seconds.h"

enum { TASKS = 8000000, STACK = 20 * 1024 };

struct task {
	struct task *next;
	void *(*fn)(void *arg);
	void *arg, *result;
	void *place;			/* where its stack rests */
};

struct stack { struct stack *next; };	/* at the top of its own memory */

static struct task *free_tasks, *ready, **end = &ready, *running;
static struct stack *free_stacks;
static void *caller;

static void *work(void *arg)
{
	return arg;
}

static struct task *create(void *(*fn)(void *arg), void *arg)
{
	struct task *task = free_tasks;

	if (task != NULL)
		free_tasks = task->next;
	else if ((task = malloc(sizeof *task)) == NULL)
		abort();
	*task = (struct task){ .fn = fn, .arg = arg };
	*end = task;
	end = &task->next;
	return task;
}

static void enter(void)
{
	struct task *task = running;

	task->result = task->fn(task->arg);
	leave(&task->place, caller);
	abort();
}

static struct stack *new_stack(void)
{
	char *memory = malloc(STACK);

	if (memory == NULL)
		abort();
	char *top = memory + STACK - sizeof(struct stack);

	return (struct stack *)((uintptr_t)top & ~(uintptr_t)15);
}

static void run_ready(void)
{
	for (running = ready; running != NULL; running = running->next) {
		struct stack *stack = free_stacks;

		if (stack != NULL)
			free_stacks = stack->next;
		else
			stack = new_stack();
		leave(&caller, leave_prepare(stack, enter));
		stack->next = free_stacks;
		free_stacks = stack;
	}
	ready = NULL;
	end = &ready;
}

static intptr_t result_of(struct task *task)
{
	task->next = free_tasks;
	free_tasks = task;
	return (intptr_t)task->result;
}

int main(int argc, char **argv)
{
	size_t batch = argc == 2 ? (size_t)atol(argv[1]) : 1;
	intptr_t sum = 0, rounds = (intptr_t)(TASKS / batch);
	struct task **tasks = calloc(batch, sizeof *tasks);
	double began = seconds();

	for (intptr_t round = 0; round < rounds; round++) {
		for (size_t i = 0; i < batch; i++)
			tasks[i] = create(work, (void *)round);
		run_ready();
		for (size_t i = 0; i < batch; i++)
			sum += result_of(tasks[i]);
	}
	printf("time %.2f\n", (seconds() - began) * 1e9 / (double)(rounds * (intptr_t)batch));
	return sum != rounds * (rounds - 1) / 2 * (intptr_t)batch;
}
