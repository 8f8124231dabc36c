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

/* A frame lies on the stack, from [low] to [top], and its caller's above it. What does not is no
 * frame: a library's function may use the register for something else. */
__attribute__((no_sanitize("address", "undefined")))
static void walk_frames(struct backtrace *b, struct switch_frame at, const void *low,
			const void *top)
{
	uintptr_t from = (uintptr_t)low, end = (uintptr_t)top - 2 * sizeof(void *);
	void **frame = at.frame;

	add(b, at.pc);
	while ((uintptr_t)frame >= from && (uintptr_t)frame <= end &&
	       (uintptr_t)frame % sizeof(void *) == 0) {
		add(b, frame[1]);
		from = (uintptr_t)(frame + 2);
		frame = frame[0];
	}
}

static void walk(struct backtrace *b, const struct coroutine *c, void *at)
{
	walk_frames(b, switch_resting(at), c->stack->low, c->stack);
}

/* A generator that awaits rests on a stack of its own. */
static void walk_resting(struct backtrace *b, const struct coroutine *c)
{
	if (c->inner != NULL)
		walk_resting(b, c->inner);
	if (c->state == COROUTINE_PAUSED && c->stack != NULL)
		walk(b, c, c->sp);
}

void backtrace_resting(struct backtrace *b, const struct coroutine *c)
{
	b->count = 0;
	b->interrupted = false;
	walk_resting(b, c);
}

static void add_resumers(struct backtrace *b)
{
	for (const struct coroutine *c = here.coroutine; c != NULL && c->home->coroutine != NULL;
	     c = c->home->coroutine)
		walk(b, c->home->coroutine, c->home->sp);
}

void backtrace_running(struct backtrace *b)
{
	b->interrupted = false;
	b->count = (size_t)backtrace(b->addresses, BACKTRACE_MAX);
	add_resumers(b);
}

struct interrupted { struct switch_frame at; void *sp; };

static struct interrupted interrupted_at(const ucontext_t *context)
{
	const mcontext_t *machine = &context->uc_mcontext;

#if defined(__x86_64__)
	return (struct interrupted){
		{ (void *)machine->gregs[REG_RIP], (void **)machine->gregs[REG_RBP] },
		(void *)machine->gregs[REG_RSP],
	};
#elif defined(__aarch64__)
	return (struct interrupted){
		{ (void *)machine->pc, (void **)machine->regs[29] }, (void *)machine->sp,
	};
#else
	(void)machine;
	return (struct interrupted){ 0 };
#endif
}

/* The frames of the handler come first, and are left out. */
void backtrace_interrupted(struct backtrace *b, const void *context)
{
	void *pc = interrupted_at(context).at.pc;
	size_t first = 0;

	backtrace_running(b);
	while (first < b->count && b->addresses[first] != pc)
		first++;
	if (first == b->count)
		return;
	b->interrupted = true;
	b->count -= first;
	memmove(b->addresses, b->addresses + first, b->count * sizeof(void *));
}

void backtrace_interrupted_frames(struct backtrace *b, const void *context, const void *top)
{
	struct interrupted interrupted = interrupted_at(context);
	const struct coroutine *c = coroutine_current();

	b->count = 0;
	b->interrupted = true;
	walk_frames(b, interrupted.at, interrupted.sp, c != NULL ? c->stack : top);
	add_resumers(b);
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

/* What the function at [outer] called: of libc, or of ours, if programs may call it. [inner] is
 * the next place on the stack. */
static struct symbols_place call_of(struct symbols *symbols, const struct symbols_place *outer,
				    const struct symbols_place *inner)
{
	const char *name = symbols_called(symbols, (const char *)outer->address + 1);

	if (name == NULL)
		name = inner->function;
	if (name != NULL && strncmp(name, "__interceptor_", 14) == 0)
		name += 14;		/* a sanitizer stands in between */
	if (name != NULL && !inner->is_library && strncmp(name, "async_", 6) != 0 &&
	    strncmp(name, "coroutine_", 10) != 0)
		name = NULL;
	return (struct symbols_place){ .function = name };
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
	if (innermost == 0)
		return told;
	call = call_of(symbols, &places[innermost], &places[innermost - 1]);
	if (call.function == NULL)
		return told;
	fn(&call, arg);
	return told + 1;
}
