/* except*: each clause takes its part of the group, at every depth; what is left goes on. */

#include <stdio.h>

#include "async.h"

static void show(const struct async_exception *e, int depth)
{
	printf("%*s%s %s", 2 * depth, "", e->type->name, e->message);
	if (e->count)
		printf(" (%zu sub-exception%s)", e->count, e->count > 1 ? "s" : "");
	puts("");
	for (size_t i = 0; i < e->count; i++)
		show(e->exceptions[i], depth + 1);
}

static void raise_all(void)
{
	struct async_exception *deepest = async_exception_group(
		"deepest", async_exception_new(OSError, "c"));
	struct async_exception *deeper = async_exception_group(
		"deeper", async_exception_new(KeyError, "1"), async_exception_new(ValueError, "b"),
		deepest);

	async_reraise(async_exception_group("all", async_exception_new(ValueError, "a"), deeper,
					    async_exception_new(TypeError, "d")));
}

static void take_apart(void)
{
	EXCEPTION(e);

	raise_all();
	EXCEPT_STAR(ValueError, e) {
		puts("ValueError:");
		show(e, 1);
	}
	EXCEPT_STAR(LookupError, e) {
		puts("LookupError:");
		show(e, 1);
	}
	EXCEPT_STAR(OSError, e) {
		puts("OSError:");
		show(e, 1);
	}
}

static void raise_in_handler(void)
{
	EXCEPTION(e);

	raise_all();
	EXCEPT_STAR(ValueError, e)
		async_raise(RuntimeError, "in the handler");
	EXCEPT_STAR(KeyError, e)
		puts("the next clause runs all the same");
}

int main(void)
{
	EXCEPTION(e);

	take_apart();
	EXCEPT_STAR(TypeError, e) {
		puts("the rest:");
		show(e, 1);
	}
	raise_in_handler();
	if (EXCEPT(ExceptionGroup, e)) {
		puts("raised in a handler:");
		show(e, 1);
		printf("context: %s\n", e->exceptions[0]->context->type->name);
	}
	async_raise(ValueError, "alone");
	EXCEPT_STAR(ValueError, e) {
		puts("wrapped:");
		show(e, 1);
	}
	return 0;
}
