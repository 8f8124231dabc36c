/* Groups can be split and filtered by type; the structure is kept. */

#include <stdio.h>

#include "async.h"

static void shape(const struct async_exception *e)
{
	if (!e) {
		printf("None");
		return;
	}
	if (!async_isinstance(e, BaseExceptionGroup)) {
		printf("%s(%s)", e->type->name, e->message);
		return;
	}
	printf("%s[", e->message);
	for (size_t i = 0; i < e->count; i++) {
		printf("%s", i ? ", " : "");
		shape(e->exceptions[i]);
	}
	printf("]");
}

/* print(shape(a), shape(b), sep=between) */
static void show(const struct async_exception *a, const char *between,
		 const struct async_exception *b)
{
	shape(a);
	printf("%s", between);
	shape(b);
	puts("");
}

int main(void)
{
	EXCEPTION(e);
	struct async_exception *match, *rest;

	struct async_exception *tree = async_exception_group(
		"root", async_exception_new(ValueError, "a"),
		async_exception_group("left", async_exception_new(ValueError, "b"),
				      async_exception_new(TypeError, "c")),
		async_exception_group("right", async_exception_new(OSError, "d")));
	printf("%s (%zu sub-exceptions) %zu\n", tree->message, tree->count, tree->count);
	async_exception_group_split(tree, ValueError, &match, &rest);
	show(match, "\n", rest);
	async_exception_group_split(tree, KeyError, &match, &rest);
	show(match, " | ", rest);
	async_exception_group_split(tree, Exception, &match, &rest);
	printf("%s %s\n", match == tree ? "True" : "False", rest ? "a rest" : "None");
	match = async_exception_group_subgroup(tree, TimeoutError);
	show(match, " ", async_exception_group_subgroup(tree, OSError));
	struct async_exception *one = async_exception_group("one",
							     async_exception_new(ValueError, "e"));
	printf("%s (%zu sub-exception)\n", one->message, one->count);
	async_exception_group_array("none", NULL, 0);
	if (EXCEPT(ValueError, e))
		printf("ValueError: %s\n", e->message);
	return 0;
}
