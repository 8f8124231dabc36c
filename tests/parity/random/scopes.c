/* A step inside of a context manager, an exit stack or a generator: as scopes.py. */

#include "play.h"

/* A step, and what of its guards is left, for what is called later. */
struct inside {
	const struct step *step;
	int depth, kind;
};

#define TELL(inside, format, ...) \
	tell("%d.%d " format, (inside)->step->task, (inside)->step->number, ##__VA_ARGS__)

/* The types of an exception and of the contexts behind it, up to a CancelledError. */
static const char *chain(const struct async_exception *e)
{
	const char *text = e != NULL ? e->type->name : "None";

	for (; e != NULL && e->context != NULL && e->type != CancelledError; e = e->context)
		text = async_sprintf("%s <- %s", text, e->context->type->name);
	return text;
}

/* ---- Managers ---- */

struct manager {
	struct async_context_manager manager;	/* first, so that one pointer is both */
	struct inside inside;
};

static void *enter(struct async_context_manager *manager)
{
	const struct inside *in = &((const struct manager *)manager)->inside;

	TELL(in, "enters %d", in->kind);
	if (in->kind == 5)
		AWAIT(async_sleep(1));
	if (in->kind == 6)
		async_raise(ValueError, "entering, of %d.%d", in->step->task, in->step->number);
	return (void *)(intptr_t)in->kind;
}

static bool leave(struct async_context_manager *manager, struct async_exception *e)
{
	const struct inside *in = &((const struct manager *)manager)->inside;

	TELL(in, "leaves %d %s", in->kind, chain(e));
	if (in->kind == 3)
		async_raise(KeyError, "%s", "");
	if (in->kind == 4)
		AWAIT(async_sleep(1));
	return in->kind == 1 || (in->kind == 2 && async_isinstance(e, ValueError));
}

static void *clean_up_manager(void *arg)
{
	const struct inside *in = arg;

	TELL(in, "manager cleans up");
	AWAIT(async_sleep(in->kind % 2));
	return NULL;
}

ASYNC static int yield_from_manager(struct inside *in)
{
	EXCEPTION(e);

	FINALLY(clean_up_manager, in);
	TRY(async_sleep(in->kind % 2));
	TRY(async_yield((void *)(intptr_t)in->kind));
	if (EXCEPT(ValueError, e)) {
		TELL(in, "manager handles %s", chain(e));
		if (in->kind == 9)
			async_raise(KeyError, "%s", "");
		if (in->kind == 12)
			async_raise(StopAsyncIteration, "%s", "");
		if (in->kind == 13)
			async_reraise(e);
	}
	return 0;
}

struct manager_function { struct inside inside; };

static void *manager_function(void *arg)
{
	struct inside *in = &((struct manager_function *)arg)->inside;

	if (in->kind == 11)
		return NULL;
	AWAIT(yield_from_manager(in));
	if (in->kind == 10)
		AWAIT(async_yield((void *)(intptr_t)in->kind));
	return NULL;
}

static struct async_context_manager *manager_of(struct inside in, int kind)
{
	struct manager *manager;

	in.kind = kind;
	if (kind >= 7)
		return async_context_manager(manager_function, in);
	manager = async_alloc(sizeof *manager);
	*manager = (struct manager){ { enter, leave }, in };
	return &manager->manager;
}

ASYNC static int play_in_manager(struct inside in)
{
	ASYNC_WITH_AS(entered, manager_of(in, in.kind));
	TELL(&in, "has entered %d", (int)(intptr_t)entered);
	AWAIT(play_inside(in.step, in.depth));
	return 0;
}

/* ---- Exit stacks ---- */

static void *called(void *arg)
{
	const struct inside *in = arg;
	int seconds = in->kind % 3;

	TELL(in, "is called");
	AWAIT(async_sleep(seconds));
	if (seconds == 2)
		async_raise(ValueError, "called, of %d.%d", in->step->task, in->step->number);
	return NULL;
}

ASYNC static int play_in_stack(struct inside in)
{
	ASYNC_WITH_AS(entered, async_exit_stack());
	struct async_exit_stack *stack = entered;

	AWAIT(async_exit_stack_enter_async_context(stack, manager_of(in, in.kind % 14)));
	async_exit_stack_push_async_callback(stack, called, &in);
	AWAIT(async_exit_stack_enter_async_context(stack, manager_of(in, in.kind * 5 % 14)));
	if (in.kind % 2)
		async_exit_stack_push_async_exit(stack, manager_of(in, in.kind % 5));
	if (in.kind % 5 == 4) {
		struct async_exit_stack *kept = async_exit_stack_pop_all(stack);
		TELL(&in, "keeps them");
		AWAIT(async_exit_stack_aclose(kept));
	}
	AWAIT(play_inside(in.step, in.depth));
	return 0;
}

/* ---- Generators ---- */

static void *clean_up_generator(void *arg)
{
	const struct inside *in = arg;

	TELL(in, "generator cleans up");
	AWAIT(async_sleep(in->kind % 3));
	return NULL;
}

ASYNC static int yield_thrice(const struct inside *in)
{
	intptr_t got = (intptr_t)AWAIT(async_yield((void *)1));

	TELL(in, "generator got %s", got != 0 ? async_sprintf("%td", got) : "None");
	AWAIT(play_inside(in->step, in->depth));
	AWAIT(async_yield((void *)2));
	AWAIT(async_sleep(in->kind % 2));
	AWAIT(async_yield((void *)3));
	return 0;
}

struct generator { struct inside inside; };

static void *generator(void *arg)
{
	struct inside *in = &((struct generator *)arg)->inside;
	EXCEPTION(e);

	FINALLY(clean_up_generator, in);
	TRY(yield_thrice(in));
	if (EXCEPT(ValueError, e)) {
		TELL(in, "generator handles %s", chain(e));
		if (in->kind > 7)
			AWAIT(async_yield((void *)4));
	}
	return NULL;
}

static void tell_value(const struct inside *in, const char *call, void *value)
{
	if (value != NULL)
		TELL(in, "%s %td", call, (intptr_t)value);
	else
		TELL(in, "%s None", call);
}

ASYNC static int use_for(struct inside in)
{
	ASYNC_FOR(value, generator, in) {
		tell_value(&in, "for", value);
		if ((intptr_t)value == in.kind % 8)
			break;
	}
	return 0;
}

ASYNC static int use_aclosing(struct inside in)
{
	struct async_generator *g = async_generator(generator, in);

	ASYNC_WITH(async_aclosing(g));
	ASYNC_FOR(value, g) {
		tell_value(&in, "for", value);
		if ((intptr_t)value == 2)
			break;
	}
	return 0;
}

/* A generator that is given up when the function it stands in is left. */
static void give_up(struct async_generator **g)
{
	async_generator_detach(*g);
}

#define OWN_GENERATOR(g, ...)									\
	struct async_generator *g __attribute__((cleanup(give_up))) = async_generator(__VA_ARGS__)

ASYNC static int use_athrow(struct inside in)
{
	OWN_GENERATOR(g, generator, in);

	tell_value(&in, "anext", AWAIT(async_anext(g)));
	if (in.kind > 7)
		tell_value(&in, "anext", AWAIT(async_anext(g)));
	tell_value(&in, "athrow", AWAIT(async_athrow(g, ValueError, "%s", "")));
	AWAIT(async_aclose(g));
	tell_value(&in, "aclose", NULL);
	return 0;
}

ASYNC static int use_asend(struct inside in)
{
	OWN_GENERATOR(g, generator, in);

	tell_value(&in, "anext", AWAIT(async_asend(g, NULL)));
	tell_value(&in, "asend", AWAIT(async_asend(g, (void *)7)));
	AWAIT(async_aclose(g));
	tell_value(&in, "anext", AWAIT(async_anext(g)));
	return 0;
}

struct ask { struct inside inside; struct async_generator *generator; };

static void *ask(void *arg)
{
	const struct ask *self = arg;

	tell_value(&self->inside, "other anext", AWAIT(async_anext(self->generator)));
	return NULL;
}

static void *wait_for(void *task)
{
	AWAIT(async_gather_outcomes(NULL, (struct async_task *)task));
	return NULL;
}

ASYNC static int ask_beside(struct inside in, struct async_generator *g)
{
	struct async_task *task = async_create_task(ask, in, g);
	EXCEPTION(e);

	FINALLY(wait_for, task);
	TRY(async_sleep(0));
	void *value = TRY(async_anext(g));
	if (EXCEPT(RuntimeError, e))
		TELL(&in, "%s", e->message);
	else if (async_exception() == NULL)
		tell_value(&in, "anext", value);
	return 0;
}

ASYNC static int use_two(struct inside in)
{
	OWN_GENERATOR(g, generator, in);

	tell_value(&in, "anext", AWAIT(async_anext(g)));
	AWAIT(ask_beside(in, g));
	AWAIT(async_aclose(g));
	return 0;
}

struct relay { struct inside inside; };

static void *relay(void *arg)
{
	const struct inside *in = &((const struct relay *)arg)->inside;

	ASYNC_FOR(value, generator, *in) {
		AWAIT(async_yield((void *)((intptr_t)value * 10)));
		AWAIT(async_sleep(in->kind % 3));
	}
	return NULL;
}

ASYNC static int use_relay(struct inside in)
{
	ASYNC_FOR(value, relay, in) {
		tell_value(&in, "for", value);
		if (in.kind > 7 && (intptr_t)value == 20)
			break;
	}
	return 0;
}

ASYNC static int play_in_generator(struct inside in)
{
	static int (*const uses[])(struct inside in) = {
		use_for, use_for, use_for, use_aclosing, use_athrow, use_asend, use_two, use_relay,
	};

	AWAIT(uses[in.kind % 8](in));
	TELL(&in, "behind it");
	return 0;
}

int play_in_scope(const struct step *step, int depth, const struct guard *guard)
{
	struct inside in = { step, depth, guard->seconds };

	if (guard->kind == GUARD_MANAGER)
		AWAIT(play_in_manager(in));
	else if (guard->kind == GUARD_STACK)
		AWAIT(play_in_stack(in));
	else
		AWAIT(play_in_generator(in));
	return 0;
}
