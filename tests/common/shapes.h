#ifndef SHAPES_H
#define SHAPES_H

/* For the suites of group.h: groups, and how they look. A suite need not use all. */

#include "suite.h"

__attribute__((unused))
static struct async_exception *value(const char *message)
{
	return async_exception_new(ValueError, "%s", message);
}

__attribute__((unused))
static struct async_exception *key(const char *message)
{
	return async_exception_new(KeyError, "%s", message);
}

/* The shape of an exception, as in "eg[ValueError: 1, n[KeyError: 2]]". */
__attribute__((unused))
static const char *shape(const struct async_exception *e)
{
	const char *text;

	if (e == NULL)
		return "none";
	if (e->count == 0)
		return async_sprintf("%s: %s", e->type->name, e->message);
	text = async_sprintf("%s%s[", e->type == ExceptionGroup ? "" : "base ", e->message);
	for (size_t i = 0; i < e->count; i++)
		text = async_sprintf("%s%s%s", text, i > 0 ? ", " : "", shape(e->exceptions[i]));
	return async_sprintf("%s]", text);
}

#define ASSERT_SHAPE(e, expected) ASSERT_STRING(shape(e), expected)

/* eg[ValueError: 1, n[ValueError: 2, KeyError: 3], TypeError: 4] */
__attribute__((unused))
static struct async_exception *nested(void)
{
	struct async_exception *inner = async_exception_group("n", value("2"), key("3"));

	return async_exception_group("eg", value("1"), inner,
				     async_exception_new(TypeError, "4"));
}

#endif
