#ifndef OUTCOME_H
#define OUTCOME_H

/* What calls of generators come to, for the suites of iterator.h. */

#include "suite.h"

/* What a call came to: "5", "None", or "ValueError: message". Catches. */
static const char *outcome_of(void *value)
{
	EXCEPTION(e);

	if (EXCEPT(BaseException, e))
		return async_sprintf("%s: %s", e->type->name, e->message);
	return value != NULL ? async_sprintf("%td", (intptr_t)value) : "None";
}

#define OUTCOME(call, expected) ASSERT_STRING(outcome_of((void *)(intptr_t)TRY(call)), expected)

__attribute__((unused))
static const char END[] = "StopAsyncIteration: ";

#endif
