/* Files: modes, positions, and errors. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "async.h"

/* Print repr(text). */
static void print_text(const char *text, const char *behind)
{
	printf("'");
	for (; *text != '\0'; text++)
		printf(*text == '\n' ? "\\n" : "%c", *text);
	printf("'%s", behind);
}

/* What the call before this has raised. */
static void attempt(void)
{
	EXCEPTION(e);

	if (EXCEPT(UnsupportedOperation, e) || EXCEPT(ValueError, e) || EXCEPT(OSError, e))
		printf("%s: %s\n", e->type->name, e->message);
}

ASYNC static int write_and_append(void)
{
	{
		struct async_file *file = AWAIT(async_open("cities.txt", "x"));
		ASYNC_WITH(file);
		AWAIT(async_file_printf(file, "Oslo\n"));
		AWAIT(async_file_write(file, "Lima\n", 5));
		printf("at %jd\n", async_file_tell(file));
		TRY(async_file_read(file, 1, NULL));
		attempt();
	}
	struct async_file *file = AWAIT(async_open("cities.txt", "a+"));
	ASYNC_WITH(file);
	printf("at %jd\n", async_file_tell(file));
	AWAIT(async_file_printf(file, "Quito, whose line has no end"));
	AWAIT(async_file_seek(file, 5, SEEK_SET));
	print_text(AWAIT(async_file_read(file, SIZE_MAX, NULL)), "\n");
	return 0;
}

ASYNC static int change(void)
{
	struct async_file *file = AWAIT(async_open("cities.txt", "r+"));
	ASYNC_WITH(file);
	print_text(AWAIT(async_file_readline(file, NULL)), " at ");
	printf("%jd\n", async_file_tell(file));
	AWAIT(async_file_seek(file, 10, SEEK_SET));
	AWAIT(async_file_printf(file, "Cairo\n"));
	AWAIT(async_file_truncate(file, -1));
	printf("at %jd", async_file_tell(file));
	printf(" of %jd\n", AWAIT(async_file_seek(file, 0, SEEK_END)));
	print_text(AWAIT(async_file_readline(file, NULL)), "\n");
	AWAIT(async_file_seek(file, 0, SEEK_SET));
	print_text(AWAIT(async_file_read(file, 7, NULL)), " ");
	print_text(AWAIT(async_file_readline(file, NULL)), "\n");
	return 0;
}

ASYNC static struct async_file *read_only(void)
{
	struct async_file *file = AWAIT(async_open("cities.txt", "r"));
	ASYNC_WITH(file);
	ASYNC_FOR(line, file)
		printf("- %s", (const char *)line);
	TRY(async_file_write(file, "a", 1));
	attempt();
	TRY(async_file_seek(file, -1, SEEK_SET));
	attempt();
	TRY(async_file_seek(file, 0, 7));
	attempt();
	TRY(async_file_truncate(file, 0));
	attempt();
	return file;
}

ASYNC static int use_modes(void)
{
	AWAIT(write_and_append());
	AWAIT(change());
	struct async_file *file = AWAIT(read_only());
	TRY(async_file_read(file, SIZE_MAX, NULL));
	attempt();
	TRY(async_file_close(file));
	attempt();
	return 0;
}

ASYNC static int fail(void)
{
	static const char *const modes[] = { "q", "rr", "rw", "", "+b", "rbt" };

	TRY(async_open("nope.txt", "r"));
	attempt();
	TRY(async_open("cities.txt", "x"));
	attempt();
	TRY(async_open(".", "r"));
	attempt();
	TRY(async_open("cities.txt/of/norway", "r"));
	attempt();
	for (int i = 0; i < 6; i++) {
		TRY(async_open("cities.txt", modes[i]));
		attempt();
	}
	return 0;
}

static void *main_task(void *arg)
{
	char directory[] = "/tmp/files.XXXXXX";

	if (mkdtemp(directory) == NULL || chdir(directory) != 0)
		return async_raise(OSError, "no directory");
	AWAIT(use_modes());
	AWAIT(fail());
	remove("cities.txt");
	remove(directory);
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
