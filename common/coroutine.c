#include "coroutine-internal.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "census.h"
#include "heap.h"
#include "sanitizer.h"
#include "switch.h"

static _Thread_local struct coroutine *current;

/* ---- Overflow ---- */

static struct sigaction former_action;

static void say(const char *text)
{
	if (write(STDERR_FILENO, text, strlen(text)) < 0)
		return;			/* nobody is left to tell */
}

/* Runs on the alternate signal stack, since the coroutine's own has no room left. */
static void on_segv(int signal, siginfo_t *info, void *context)
{
	const struct coroutine *c = current;
	uintptr_t address = (uintptr_t)info->si_addr;

	if (c != NULL && c->stack != NULL) {
		uintptr_t low = (uintptr_t)c->stack->low;

		if (address < low && address >= low - STACK_GUARD) {
			say("stack overflow in ");
			say(c->name != NULL ? c->name : "a coroutine");
			say(": it calls too deep, or has too large an array, for its stack "
			    "of 192 KiB\n");
			abort();
		}
	}
	if (former_action.sa_flags & SA_SIGINFO)
		former_action.sa_sigaction(signal, info, context);
	else
		/* back at the instruction it takes its old way */
		sigaction(SIGSEGV, &former_action, NULL);
}

static void watch_for_overflow(void)
{
	static _Thread_local bool watching;
	static _Thread_local char signal_stack[64 * 1024];
	static bool installed;
	stack_t alternate = { .ss_sp = signal_stack, .ss_size = sizeof signal_stack }, present;
	struct sigaction action = { .sa_sigaction = on_segv, .sa_flags = SA_SIGINFO | SA_ONSTACK };

	if (watching)
		return;
	watching = true;
	if (sigaltstack(NULL, &present) == 0 && (present.ss_flags & SS_DISABLE))
		sigaltstack(&alternate, NULL);
	if (!__atomic_exchange_n(&installed, true, __ATOMIC_ACQ_REL))
		sigaction(SIGSEGV, &action, &former_action);
}

/* ---- Life ---- */

static _Noreturn void misuse(const char *text)
{
	fprintf(stderr, "%s\n", text);
	abort();
}

struct coroutine *coroutine_new(void *(*fn)(void *arg), void *arg)
{
	struct coroutine *c = heap_get(sizeof *c);

	if (c != NULL) {
		c->fn = fn;
		c->arg = arg;
	}
	return c;
}

/* The first function on every coroutine's stack. */
static void enter(void *arg, void *value)
{
	struct coroutine *c = arg;

	(void)value;			/* of the first resume: there is no yield that could
					 * return it */
	sanitizer_arrive(NULL, &c->resumer_low, &c->resumer_size);
	value = c->fn(c->arg);
	c->state = COROUTINE_DONE;
	sanitizer_leave(NULL, c->resumer_low, c->resumer_size);
	sanitizer_fiber_next(c->resumer_fiber);
	switch_to(&c->sp, c->resumer_sp, value);
	abort();
}

static size_t usable(const struct stack *stack)
{
	return (size_t)((const char *)stack - (const char *)stack->low);
}

int coroutine_begin(struct coroutine *c)
{
	if (c->stack != NULL)
		return 0;
	watch_for_overflow();
	c->stack = stack_get();
	if (c->stack == NULL)
		return -ENOMEM;
	if (census_on)
		census_begin(c->stack);
	c->sp = switch_prepare(c->stack, enter, c);
	c->fiber = sanitizer_fiber_new();
	sanitizer_fiber_name(c->fiber, c->name != NULL ? c->name : "coroutine");
	return 0;
}

/* Inline, because behind a switch the processor predicts wrongly where each return goes: one
 * function less to return from is 7 ns. */
static inline __attribute__((always_inline)) void *go_on(struct coroutine *c, void *value)
{
	void *fake_stack = NULL;

	if (c->state == COROUTINE_RUNNING)
		misuse("coroutine_resume() was called for a coroutine that is running");
	if (c->state == COROUTINE_DONE)
		misuse("coroutine_resume() was called for a coroutine that has returned: ask "
		       "coroutine_done() first");
	if (coroutine_begin(c) != 0)
		misuse("coroutine_resume(): no memory for a stack");
	c->state = COROUTINE_RUNNING;
	c->resumer = current;
	current = c;
	sanitizer_leave(&fake_stack, c->stack->low, usable(c->stack));
	c->resumer_fiber = sanitizer_fiber_current();
	sanitizer_fiber_next(c->fiber);
	value = switch_to(&c->resumer_sp, c->sp, value);
	sanitizer_arrive(fake_stack, NULL, NULL);
	current = c->resumer;
	if (c->state == COROUTINE_DONE)
		coroutine_fini(c);
	return value;
}

void *coroutine_step(struct coroutine *c, void *value)
{
	return go_on(c, value);
}

void *coroutine_resume(struct coroutine *c, void *value)
{
	coroutine_enter_hook(c);
	value = go_on(c, value);
	coroutine_exit_hook(c);
	return value;
}

void *coroutine_yield(void *value)
{
	struct coroutine *c = current;

	if (c == NULL)
		misuse("coroutine_yield() was called outside of a coroutine: nobody is there to "
		       "yield to");
	c->state = COROUTINE_PAUSED;
	sanitizer_leave(&c->fake_stack, c->resumer_low, c->resumer_size);
	sanitizer_fiber_next(c->resumer_fiber);
	value = switch_to(&c->sp, c->resumer_sp, value);
	sanitizer_arrive(c->fake_stack, &c->resumer_low, &c->resumer_size);
	c->fake_stack = NULL;
	return value;
}

bool coroutine_done(const struct coroutine *c)
{
	return c->state == COROUTINE_DONE;
}

struct coroutine *coroutine_current(void)
{
	return current;
}

void coroutine_fini(struct coroutine *c)
{
	if (c->state == COROUTINE_RUNNING)
		misuse("coroutine_free() was called for a coroutine that is running: let it "
		       "yield or return first");
	if (c->state == COROUTINE_PAUSED)
		coroutine_drop_hook(c);
	if (c->stack == NULL)
		return;
	if (c->fake_stack != NULL)
		sanitizer_drop(c->fake_stack, c->stack->low, usable(c->stack));
	sanitizer_fiber_free(c->fiber);
	if (census_on)
		census_end(c->stack, c->function);
	stack_put(c->stack);
	c->stack = NULL;
}

void coroutine_free(struct coroutine *c)
{
	if (c == NULL)
		return;
	coroutine_fini(c);
	heap_put(c);
}
