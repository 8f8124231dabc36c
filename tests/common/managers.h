#ifndef MANAGERS_H
#define MANAGERS_H

/* Context managers for the suites of context.h. */

#include "suite.h"

/* Notes when it is entered and left, and with what: "+a", "-a(ValueError(v))". */
struct manager {
	struct async_context_manager manager;	/* first, so that one pointer is both */
	const char *name;
	bool suppresses, enter_raises, exit_raises;
};

/* "ValueError(v) <- KeyError(k)": an exception and its contexts, "!" where they are not shown. */
static const char *chain_text(const struct async_exception *e)
{
	const char *text = "";

	for (; e != NULL; e = e->context)
		text = async_sprintf("%s%s(%s)%s%s", text, e->type->name, e->message,
				     e->suppress_context ? "!" : "",
				     e->context != NULL ? " <- " : "");
	return text;
}

/* The same of what is raised, which it catches. */
__attribute__((unused))
static const char *chain_of(void *value)
{
	EXCEPTION(e);

	(void)value;
	if (EXCEPT(BaseException, e))
		return chain_text(e);
	return "None";
}

static void *enter_manager(struct async_context_manager *manager)
{
	const struct manager *m = (const struct manager *)manager;

	AWAIT(async_sleep(0));
	note("+%s", m->name);
	if (m->enter_raises)
		async_raise(KeyError, "+%s", m->name);
	return (void *)m->name;
}

static bool leave_manager(struct async_context_manager *manager, struct async_exception *e)
{
	const struct manager *m = (const struct manager *)manager;

	note("-%s(%s)", m->name, e != NULL ? async_sprintf("%s(%s)", e->type->name, e->message)
					   : "None");
	AWAIT(async_sleep(0));
	if (m->exit_raises)
		async_raise(KeyError, "-%s", m->name);
	return m->suppresses;
}

static struct async_context_manager *new_manager(struct manager m)
{
	struct manager *manager = async_alloc(sizeof *manager);

	if (manager == NULL)
		return NULL;
	*manager = m;
	manager->manager.aenter = enter_manager;
	manager->manager.aexit = leave_manager;
	return &manager->manager;
}

/* manager("a", .suppresses = true) */
#define manager(...) new_manager((struct manager){ .name = __VA_ARGS__ })

#endif
