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

_Thread_local struct here here;

/* ---- Overflow ---- */

static struct sigaction former_action;

static void say(const char *text)
{
	if (write(STDERR_FILENO, text, strlen(text)) < 0)
		return;			/* nobody is left to tell */
}

static const char *name_of(const struct coroutine *c)
{
	const char *name = coroutine_name_hook(c);

	return name != NULL ? name : "a coroutine";
}

/* Runs on the alternate signal stack, since the coroutine's own has no room left. */
static void on_segv(int signal, siginfo_t *info, void *context)
{
	const struct coroutine *c = here.coroutine;
	uintptr_t address = (uintptr_t)info->si_addr;

	if (c != NULL && c->stack != NULL) {
		uintptr_t low = (uintptr_t)c->stack->low;

		if (address < low && address >= low - STACK_GUARD) {
			say("stack overflow in ");
			say(name_of(c));
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

/* ---- What it is handling ---- */

/* What a coroutine is handling when it pauses, it is still handling when it goes on, and whoever
 * resumed it is not: as CPython keeps it for generators. Its own chain of handlers is cut off where
 * the resumer's goes on. */

static inline void begin_handling(struct coroutine_resumed *r)
{
	struct error_state *state = error_state();
	struct async_handler_ **end = &r->handling;

	r->resumers = state->handling;
	if (r->handling == NULL)
		return;
	while (*end != NULL)
		end = &(*end)->outer;
	*end = state->handling;
	state->handling = r->handling;
}

static inline void end_handling(struct coroutine_resumed *r)
{
	struct error_state *state = error_state();
	struct async_handler_ **end = &state->handling;

	while (*end != r->resumers)
		end = &(*end)->outer;
	*end = NULL;
	r->handling = state->handling;
	state->handling = r->resumers;
}

void coroutine_throw(const struct coroutine *c, struct exception *e)
{
	struct exception *handled = error_handled_by(c->resumed->handling);

	if (handled != NULL)
		exception_set_context(e, handled);
	error_put_back(e);
}

/* ---- Life ---- */

static _Noreturn void misuse(const char *text)
{
	fprintf(stderr, "%s\n", text);
	abort();
}

struct bare {
	struct coroutine coroutine;	/* first, so that one pointer is both */
	struct coroutine_resumed resumed;
};

struct coroutine *coroutine_new(void *(*fn)(void *arg), void *arg)
{
	struct bare *bare = heap_get(sizeof *bare);

	if (bare == NULL)
		return NULL;
	bare->coroutine = (struct coroutine){ .fn = fn, .arg = arg, .resumed = &bare->resumed };
	return &bare->coroutine;
}

static size_t usable(const struct stack *stack)
{
	return (size_t)((const char *)stack - (const char *)stack->low);
}

/* Behind a switch. Who came here from another coroutine in its place knows its home already. */
static inline void arrive(struct coroutine *c)
{
	const void *low = NULL;
	size_t size = 0;

	if (!SANITIZER_FOLLOWS)
		return;
	sanitizer_arrive(c->stack->fake_stack, &low, &size);
	c->stack->fake_stack = NULL;
	if (c->home->low == NULL) {
		c->home->low = low;
		c->home->size = size;
	}
}

/* [to] is to run next, and then [home]; from now on that is here. Inline by all means: for TSan the
 * function that says so must be the one that switches. */
static inline __attribute__((always_inline)) void
go_to(struct coroutine *to, struct coroutine_home *home, void **fake_stack)
{
	to->state = COROUTINE_RUNNING;
	to->home = home;
	here.coroutine = to;
	sanitizer_leave(fake_stack, to->stack->low, usable(to->stack));
	sanitizer_fiber_next(to->stack->fiber);
}

static inline __attribute__((always_inline)) void
go_home(struct coroutine_home *home, void **fake_stack)
{
	here.coroutine = home->coroutine;
	sanitizer_leave(fake_stack, home->low, home->size);
	sanitizer_fiber_next(home->fiber);
}

/* Where a stack stands that is left for ever. Not a variable of a function: ASan keeps some of
 * these beside the stack, and frees them before the switch. */
static _Thread_local void *nowhere;

void coroutine_leave(struct stack *stack, struct coroutine_home *home, struct coroutine *to)
{
	stack_leave(stack);
	if (to != NULL)
		go_to(to, home, NULL);
	else
		go_home(home, NULL);
	switch_rest(&nowhere, to != NULL ? to->sp : home->sp);
	abort();
}

void coroutine_take_over(struct coroutine *c, struct stack *stack, struct coroutine_home *home)
{
	c->state = COROUTINE_RUNNING;
	c->stack = stack;
	c->home = home;
	here.coroutine = c;
	if (SANITIZER_WATCHES)
		sanitizer_fiber_name(stack->fiber, name_of(c));
}

/* [c] has returned [value]. */
static _Noreturn void go_back(struct coroutine *c, void *value)
{
	struct coroutine_home *home = c->home;
	struct stack *stack = c->stack;

	if (c->resumed != NULL)
		end_handling(c->resumed);
	if (census_on)
		census_end(stack, c->function);
	c->stack = NULL;
	stack_leave(stack);
	go_home(home, NULL);
	switch_to(&nowhere, home->sp, value);
	abort();
}

/* The first function on every coroutine's stack. */
static void enter(void *arg, void *value)
{
	struct coroutine *c = arg, *next;

	(void)value;			/* of the first resume: there is no yield that could
					 * return it */
	arrive(c);
	for (;; c = next) {
		value = c->fn(c->arg);
		c->state = COROUTINE_DONE;
		next = c->succeed != NULL ? c->succeed(c, value) : NULL;
		if (next == NULL)
			go_back(c, value);
	}
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
	if (SANITIZER_WATCHES)
		sanitizer_fiber_name(c->stack->fiber, name_of(c));
	return 0;
}

static void forbid_resume(const struct coroutine *c)
{
	if (c->state == COROUTINE_RUNNING)
		misuse("coroutine_resume() was called for a coroutine that is running");
	if (c->state == COROUTINE_DONE)
		misuse("coroutine_resume() was called for a coroutine that has returned: ask "
		       "coroutine_done() first");
}

/* Nothing follows the switch, unless a sanitizer does: so the processor goes on behind the call of
 * coroutine_resume() itself, and has no return to predict, which it would do wrongly behind a
 * switch: 6 ns each. */
static inline __attribute__((always_inline)) void *
go_on(struct coroutine *c, struct coroutine_home *home, void *value)
{
	void *fake_stack = NULL;

	if (c->state != COROUTINE_PAUSED)
		forbid_resume(c);
	if (c->stack == NULL && coroutine_begin(c) != 0)
		misuse("coroutine_resume(): no memory for a stack");
	home->coroutine = here.coroutine;
	if (SANITIZER_WATCHES) {
		home->low = NULL;
		home->fiber = sanitizer_fiber_current();
	}
	go_to(c, home, &fake_stack);
	value = switch_to(&home->sp, c->sp, value);
	sanitizer_arrive(fake_stack, NULL, NULL);
	return value;
}

void *coroutine_step(struct coroutine *c)
{
	struct coroutine_home home;

	return go_on(c, &home, NULL);
}

void *coroutine_resume(struct coroutine *c, void *value)
{
	begin_handling(c->resumed);
	return go_on(c, &c->resumed->home, value);
}

int coroutine_pass(struct coroutine *from, struct coroutine *to)
{
	from->state = COROUTINE_PAUSED;
	go_to(to, from->home, &from->stack->fake_stack);
	if (!SANITIZER_FOLLOWS)
		return switch_rest(&from->sp, to->sp);
	switch_rest(&from->sp, to->sp);
	arrive(from);
	return 0;
}

void *coroutine_yield(void *value)
{
	struct coroutine *c = here.coroutine;

	if (c == NULL)
		misuse("coroutine_yield() was called outside of a coroutine: nobody is there to "
		       "yield to");
	c->state = COROUTINE_PAUSED;
	if (c->resumed != NULL)
		end_handling(c->resumed);
	go_home(c->home, &c->stack->fake_stack);
	value = switch_to(&c->sp, c->home->sp, value);
	arrive(c);
	return value;
}

bool coroutine_done(const struct coroutine *c)
{
	return c->state == COROUTINE_DONE;
}

struct coroutine *coroutine_current(void)
{
	return here.coroutine;
}

void coroutine_fini(struct coroutine *c)
{
	if (c->state == COROUTINE_RUNNING)
		misuse("coroutine_free() was called for a coroutine that is running: let it "
		       "yield or return first");
	if (c->state == COROUTINE_PAUSED && c->resumed != NULL) {
		error_release_handled(c->resumed->handling);
		c->resumed->handling = NULL;
	}
	if (c->stack == NULL)
		return;
	if (c->stack->fake_stack != NULL)
		sanitizer_drop(c->stack->fake_stack, c->stack->low, usable(c->stack));
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
