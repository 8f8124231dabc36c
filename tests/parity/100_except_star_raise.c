/* What is raised in the clauses of except*: again, anew, and both; and what nobody takes. */

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

static void again(void)
{
	EXCEPTION(e);

	raise_all();
	EXCEPT_STAR(ValueError, e)
		async_reraise(e);
}

static void again_and_anew(void)
{
	EXCEPTION(e);

	raise_all();
	EXCEPT_STAR(ValueError, e)
		async_reraise(e);
	EXCEPT_STAR(OSError, e)
		async_raise(RuntimeError, "new");
	EXCEPT_STAR(TypeError, e)
		puts("handled");
}

static void two_again(void)
{
	EXCEPTION(e);

	raise_all();
	EXCEPT_STAR(ValueError, e)
		async_reraise(e);
	EXCEPT_STAR(KeyError, e)
		puts("handled");
	EXCEPT_STAR(OSError, e)
		async_reraise(e);
}

static void anew_of_one(void)
{
	EXCEPTION(e);

	async_raise(ValueError, "alone");
	EXCEPT_STAR(ValueError, e)
		async_raise(IndexError, "other");
}

static void again_of_one(void)
{
	EXCEPTION(e);

	async_raise(ValueError, "alone");
	EXCEPT_STAR(ValueError, e)
		async_reraise(e);
}

static void taken_by_none(void)
{
	EXCEPTION(e);

	async_raise(ValueError, "alone");
	EXCEPT_STAR(KeyError, e)
		puts("not reached");
}

int main(void)
{
	const struct { const char *name; void (*call)(void); } functions[] = {
		{ "again", again }, { "again_and_anew", again_and_anew },
		{ "two_again", two_again }, { "anew_of_one", anew_of_one },
		{ "again_of_one", again_of_one }, { "taken_by_none", taken_by_none },
	};

	for (int i = 0; i < 6; i++) {
		EXCEPTION(e);

		puts(functions[i].name);
		functions[i].call();
		if (EXCEPT(Exception, e)) {
			show(e, 1);
			printf("  context: %s\n", e->context ? e->context->type->name : "NoneType");
		}
	}
	return 0;
}
