#include "backtrace.h"

#include <execinfo.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>

#include "switch.h"

/* ---- Taking ---- */

static void add(struct backtrace *b, void *address)
{
	if (address != NULL && b->count < BACKTRACE_MAX)
		b->addresses[b->count++] = address;
}

/* A frame lies on the stack of [c], and its caller's above it. What does not is no frame: a
 * library's function may use the register for something else. */
__attribute__((no_sanitize("address", "undefined")))
static void walk(struct backtrace *b, const struct coroutine *c, void *at)
{
	struct switch_frame resting = switch_resting(at);
	uintptr_t low = (uintptr_t)c->stack->low, top = (uintptr_t)c->stack - 2 * sizeof(void *);
	void **frame = resting.frame;

	add(b, resting.pc);
	while ((uintptr_t)frame >= low && (uintptr_t)frame <= top &&
	       (uintptr_t)frame % sizeof(void *) == 0) {
		add(b, frame[1]);
		low = (uintptr_t)(frame + 2);
		frame = frame[0];
	}
}

void backtrace_resting(struct backtrace *b, const struct coroutine *c)
{
	b->count = 0;
	b->interrupted = false;
	if (c->state == COROUTINE_PAUSED && c->stack != NULL)
		walk(b, c, c->sp);
}

static void add_resumers(struct backtrace *b)
{
	for (const struct coroutine *c = coroutine_current(); c != NULL && c->resumer != NULL;
	     c = c->resumer)
		walk(b, c->resumer, c->resumer_sp);
}

void backtrace_running(struct backtrace *b)
{
	b->interrupted = false;
	b->count = (size_t)backtrace(b->addresses, BACKTRACE_MAX);
	add_resumers(b);
}

static void *interrupted_at(const ucontext_t *context)
{
#if defined(__x86_64__)
	return (void *)context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
	return (void *)context->uc_mcontext.pc;
#else
	(void)context;
	return NULL;
#endif
}

/* The frames of the handler come first, and are left out. */
void backtrace_interrupted(struct backtrace *b, const void *context)
{
	void *at = interrupted_at(context);
	size_t first = 0;

	backtrace_running(b);
	while (first < b->count && b->addresses[first] != at)
		first++;
	if (first == b->count)
		return;
	b->interrupted = true;
	b->count -= first;
	memmove(b->addresses, b->addresses + first, b->count * sizeof(void *));
}

void backtrace_prepare(void)
{
	void *address;

	backtrace(&address, 1);
}

/* ---- Telling ---- */

enum { PLACES_MAX = 2 * BACKTRACE_MAX };

/* All places, the innermost first, up to the loop. */
static size_t find_all(const struct backtrace *b, struct symbols *symbols,
		       struct symbols_place *places)
{
	size_t count = 0, from;

	for (size_t i = 0; i < b->count; i++) {
		const char *address = b->addresses[i];

		if (i > 0 || !b->interrupted)
			address--;	/* the call, not what comes behind it */
		from = count;
		count += symbols_find(symbols, address, places + count, PLACES_MAX - count);
		for (; from < count; from++)
			if (places[from].is_runtime && places[from].function != NULL &&
			    strcmp(places[from].function, "loop_run_once") == 0)
				return from;
	}
	return count;
}

static bool is_of_program(const struct symbols_place *place)
{
	return !place->is_runtime && !place->is_library;
}

/* What the program called: a function of libc, or one of ours that programs may call. */
static bool is_call(const struct symbols_place *place)
{
	return place->function != NULL &&
	       (place->is_library || strncmp(place->function, "async_", 6) == 0 ||
		strncmp(place->function, "coroutine_", 10) == 0);
}

size_t backtrace_visit(const struct backtrace *b, struct symbols *symbols,
		       void (*fn)(const struct symbols_place *place, void *arg), void *arg)
{
	struct symbols_place places[PLACES_MAX], call;
	size_t count = find_all(b, symbols, places), innermost = 0, told = 0;

	while (innermost < count && !is_of_program(&places[innermost]))
		innermost++;
	if (innermost == count)
		return 0;
	for (size_t i = count; i-- > innermost;)
		if (is_of_program(&places[i])) {
			fn(&places[i], arg);
			told++;
		}
	if (innermost == 0 || !is_call(&places[innermost - 1]))
		return told;
	call = places[innermost - 1];
	call.file = NULL;
	fn(&call, arg);
	return told + 1;
}
