/* file.h: opening, reading by lines and by bytes, writing, and where a file stands. */

#include "folder.h"
#include "heap.h"

/* Its tests hand the file over here. */
static struct scratch at_hand;

static void run_with(const char *text, void *(*fn)(void *arg), const char *expected)
{
	at_hand = scratch(text);
	async_run(fn);
	scratch_end(at_hand, expected);
}

/* ---- Lines ---- */

static void *note_lines(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "r"));

	ASYNC_WITH(file);
	ASYNC_FOR(line, file)
		note("[%s]", (const char *)line);
	return arg;
}

static void test_lines__are_strings_with_their_newline(void)
{
	run_with("Oslo\nLima\n\nCairo", note_lines, "Oslo\nLima\n\nCairo");
	ASSERT_NOTES("[Oslo\n] [Lima\n] [\n] [Cairo]");
}

static void test_lines__of_an_empty_file(void)
{
	run_with("", note_lines, "");
	ASSERT_NOTES("");
}

static void *read_lines(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "r"));
	size_t size;

	ASYNC_WITH(file);
	ASSERT_STRING(AWAIT(async_file_readline(file, &size)), "Oslo\n");
	ASSERT_INT(size, 5);
	ASSERT_STRING(AWAIT(async_file_readline(file, NULL)), "Lima");
	ASSERT_STRING(AWAIT(async_file_readline(file, &size)), "");
	ASSERT_INT(size, 0);
	ASSERT_INT(pwrite(at_hand.fd, "\nCairo\n", 7, 9), 7);
	ASSERT_STRING(AWAIT(async_file_readline(file, NULL)), "\n");
	ASSERT_STRING(AWAIT(async_file_readline(file, NULL)), "Cairo\n");
	return arg;
}

static void test_readline__sees_what_is_added(void)
{
	run_with("Oslo\nLima", read_lines, "Oslo\nLima\nCairo\n");
}

/* Lines of all lengths, some of many blocks, so that each way to pass a block's end is taken. In
 * hard mode blocks are small, and so are these. */
enum { LINES = 600, PART = ASYNC_HARD ? 1000 : 1, LONG = 700 * 1000 / PART };
enum { LOGGED = 20000 / PART };

static size_t length_of_line(size_t number)
{
	static const size_t lengths[] = { 0, 46, 1, 8000, 16383, 16384, 16385, 3, 40000, 7 };

	return number % 97 == 96 ? LONG : lengths[number * 7 % 10] * 5 / (PART + 4);
}

static char *make_lines(size_t *size)
{
	char *text, *at;

	*size = 0;
	for (size_t i = 0; i < LINES; i++)
		*size += length_of_line(i) + 1;
	at = text = malloc(*size + 1);
	for (size_t i = 0; i < LINES; i++) {
		for (size_t k = 0; k < length_of_line(i); k++)
			*at++ = (char)('a' + (i + k) % 23);
		*at++ = '\n';
	}
	*at = '\0';
	return text;
}

static char *text;
static size_t text_size;

static void *compare_lines(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "r"));
	size_t at = 0, different = 0, lines = 0;

	ASYNC_WITH(file);
	ASYNC_FOR(line, file) {
		size_t length = strlen(line);

		different += at + length > text_size || memcmp(line, text + at, length) != 0;
		at += length;
		different += (size_t)async_file_tell(file) != at;
		lines++;
	}
	ASSERT_INT(different, 0);
	ASSERT_INT(lines, LINES);
	ASSERT_INT(at, text_size);
	return arg;
}

static void test_lines__of_all_lengths(void)
{
	text = make_lines(&text_size);
	at_hand = scratch_of(text, text_size);
	async_run(compare_lines);
	async_use_clock(ASYNC_CLOCK_REAL);
	async_run(compare_lines);
	scratch_end(at_hand, text);
	free(text);
}

/* ---- Others have their turns ---- */

static int ticks;

static void *tick(void *arg)
{
	for (ticks = 0;; ticks++)
		AWAIT(async_sleep(0));
	return arg;
}

static void *count_while_it_ticks(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "r"));
	struct async_task *ticker = async_create_task(tick);
	int lines = 0;

	ASYNC_WITH(file);
	ASYNC_FOR(line, file)
		lines++;
	async_task_cancel(ticker);
	ASSERT_INT(lines, LINES);
	ASSERT(ticks >= (int)(text_size / (300 * 1000)));
	return arg;
}

static void test_lines__others_have_a_turn_for_each_block(void)
{
	text = make_lines(&text_size);
	at_hand = scratch_of(text, text_size);
	async_run(count_while_it_ticks);
	async_use_clock(ASYNC_CLOCK_REAL);
	async_run(count_while_it_ticks);
	scratch_end(at_hand, text);
	free(text);
}

struct note_some { const char *name; };

static void *note_some(void *arg)
{
	const struct note_some *self = arg;
	struct async_file *file = AWAIT(async_open(at_hand.path, "r"));
	int lines = 0;

	ASYNC_WITH(file);
	ASYNC_FOR(line, file)
		if (++lines % 20 == 0)
			note("%s%d", self->name, lines);
	return NULL;
}

static void *read_together(void *arg)
{
	AWAIT(async_gather(NULL, async_coroutine(note_some, "a"), async_coroutine(note_some, "b"),
			   async_coroutine(note_some, "c")));
	return arg;
}

/* How fast the disk is does not show. */
static void test_virtual_clock__three_readers_run_alike(void)
{
	static char first[4096];

	text = make_lines(&text_size);
	at_hand = scratch_of(text, text_size);
	async_run(read_together);
	snprintf(first, sizeof first, "%s", suite_notes());
	ASSERT_NOTES(first);
	for (int i = 0; i < 20; i++) {
		async_run(read_together);
		ASSERT_NOTES(first);
	}
	scratch_end(at_hand, text);
	free(text);
}

/* ---- Bytes ---- */

static void *read_pieces(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "rb"));
	size_t size;

	ASYNC_WITH(file);
	ASSERT_STRING(AWAIT(async_file_read(file, 3, &size)), "Osl");
	ASSERT_INT(size, 3);
	ASSERT_STRING(AWAIT(async_file_read(file, 0, &size)), "");
	ASSERT_STRING(AWAIT(async_file_readline(file, &size)), "o\n");
	ASSERT_STRING(AWAIT(async_file_read(file, 100, &size)), "Lima\nCairo\n");
	ASSERT_INT(size, 11);
	ASSERT_STRING(AWAIT(async_file_read(file, SIZE_MAX, &size)), "");
	ASSERT_INT(size, 0);
	return arg;
}

static void test_read__gives_as_much_as_is_asked_for(void)
{
	run_with("Oslo\nLima\nCairo\n", read_pieces, "Oslo\nLima\nCairo\n");
}

static void *read_all_ways(void *arg)
{
	static const size_t pieces[] = { 1000 * 1000 / PART, 65536 / PART, 777, SIZE_MAX };
	size_t size, at = 0;
	const char *piece;

	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		struct async_file *file = AWAIT(async_open(at_hand.path, "r"));

		ASYNC_WITH(file);
		for (at = 0; at < text_size; at += size) {
			piece = AWAIT(async_file_read(file, pieces[i], &size));
			if (size == 0 || memcmp(piece, text + at, size) != 0)
				break;
		}
		ASSERT_INT(at, text_size);
	}
	return arg;
}

static void test_read__in_pieces_of_all_sizes(void)
{
	text = make_lines(&text_size);
	at_hand = scratch_of(text, text_size);
	async_run(read_all_ways);
	scratch_end(at_hand, text);
	free(text);
}

static void *read_zeros(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "rb"));
	size_t size;

	ASYNC_WITH(file);
	ASSERT(memcmp(AWAIT(async_file_read(file, 3, &size)), "a\0b", 4) == 0);
	ASSERT(memcmp(AWAIT(async_file_readline(file, &size)), "\0\n", 3) == 0);
	ASSERT_INT(size, 2);
	return arg;
}

static void test_read__bytes_may_be_zero(void)
{
	at_hand = scratch_of("a\0b\0\nc", 6);
	async_run(read_zeros);
	scratch_end(at_hand, "a");
}

/* ---- Writing ---- */

static void *write_some(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "w"));

	ASYNC_WITH(file);
	ASSERT_INT(AWAIT(async_file_write(file, "Oslo\n", 5)), 5);
	ASSERT_INT(AWAIT(async_file_printf(file, "%s %d\n", "Lima", 19)), 8);
	ASSERT_INT(async_file_tell(file), 13);
	AWAIT(async_file_flush(file));
	AWAIT(async_file_flush(file));
	AWAIT(async_file_write(file, "", 0));
	ASSERT_INT(AWAIT(async_file_printf(file, "%s", "Cairo")), 5);
	return arg;
}

static void test_write__begins_anew(void)
{
	run_with("what was there before", write_some, "Oslo\nLima 19\nCairo");
}

static void *append_some(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "a+"));

	ASYNC_WITH(file);
	ASSERT_INT(async_file_tell(file), 5);
	AWAIT(async_file_write(file, "Lima\n", 5));
	ASSERT_INT(async_file_tell(file), 10);
	ASSERT_INT(AWAIT(async_file_seek(file, 0, SEEK_SET)), 0);
	ASSERT_STRING(AWAIT(async_file_readline(file, NULL)), "Oslo\n");
	AWAIT(async_file_write(file, "Cairo\n", 6));
	AWAIT(async_file_flush(file));
	ASSERT_INT(async_file_tell(file), 16);
	return arg;
}

static void test_append__writes_at_the_end(void)
{
	run_with("Oslo\n", append_some, "Oslo\nLima\nCairo\n");
}

static void *write_lines(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "w"));
	size_t at = 0;

	ASYNC_WITH(file);
	for (size_t i = 0; i < LINES; i++) {
		size_t size = length_of_line(i) + 1;

		ASSERT_INT(AWAIT(async_file_write(file, text + at, size)), size);
		at += size;
	}
	ASSERT_INT(async_file_tell(file), text_size);
	return arg;
}

static void test_write__of_all_lengths(void)
{
	text = make_lines(&text_size);
	at_hand = scratch("");
	async_run(write_lines);
	scratch_end(at_hand, text);
	free(text);
}

struct log_some { struct async_file *file; const char *name; };

static void *log_some(void *arg)
{
	const struct log_some *self = arg;

	for (int i = 0; i < LOGGED; i++)
		AWAIT(async_file_printf(self->file, "%s writes line %d\n", self->name, i));
	return NULL;
}

static void *log_together(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "w+"));
	size_t size;

	ASYNC_WITH(file);
	AWAIT(async_gather(NULL, async_coroutine(log_some, file, "Oslo"),
			   async_coroutine(log_some, file, "Lima"),
			   async_coroutine(log_some, file, "Cairo")));
	AWAIT(async_file_seek(file, 0, SEEK_SET));
	for (int next[3] = { 0 }, number;;) {
		const char *line = AWAIT(async_file_readline(file, &size));
		int who = *line == 'O' ? 0 : *line == 'L' ? 1 : 2;

		if (size == 0)
			break;
		if (sscanf(line, "%*s writes line %d\n", &number) != 1 || number != next[who]++)
			return async_raise(ValueError, "%s", line);
	}
	return arg;
}

static void test_write__several_tasks_each_line_whole(void)
{
	char *written;

	at_hand = scratch("");
	async_run(log_together);
	written = scratch_read(at_hand, NULL);
	ASSERT(strlen(written) > 3 * LOGGED);
	free(written);
	close(at_hand.fd);
}

/* ---- Where it stands ---- */

static void *go_about(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "r+"));

	ASYNC_WITH(file);
	ASSERT_INT(AWAIT(async_file_seek(file, 5, SEEK_SET)), 5);
	ASSERT_STRING(AWAIT(async_file_readline(file, NULL)), "Lima\n");
	ASSERT_INT(AWAIT(async_file_seek(file, -10, SEEK_CUR)), 0);
	ASSERT_STRING(AWAIT(async_file_read(file, 4, NULL)), "Oslo");
	ASSERT_INT(AWAIT(async_file_seek(file, -6, SEEK_END)), 10);
	ASSERT_STRING(AWAIT(async_file_read(file, SIZE_MAX, NULL)), "Cairo\n");
	ASSERT_INT(AWAIT(async_file_seek(file, 5, SEEK_SET)), 5);
	AWAIT(async_file_write(file, "L", 1));
	ASSERT_STRING(AWAIT(async_file_read(file, 4, NULL)), "ima\n");
	AWAIT(async_file_write(file, "Quito", 5));
	ASSERT_INT(AWAIT(async_file_seek(file, 0, SEEK_END)), 16);
	AWAIT(async_file_write(file, "and so on", 9));
	ASSERT_INT(AWAIT(async_file_truncate(file, 18)), 18);
	ASSERT_INT(async_file_tell(file), 25);
	ASSERT_INT(AWAIT(async_file_seek(file, 17, SEEK_SET)), 17);
	ASSERT_INT(AWAIT(async_file_truncate(file, -1)), 17);
	return arg;
}

static void test_seek__between_reading_and_writing(void)
{
	run_with("Oslo\nLima\nCairo\n", go_about, "Oslo\nLima\nQuito\na");
}

static void *go_astray(void *arg)
{
	struct async_file *file = AWAIT(async_open(at_hand.path, "r"));

	ASYNC_WITH(file);
	ASSERT_INT(TRY(async_file_seek(file, -1, SEEK_SET)), 0);
	ASSERT_RAISED(ValueError, "negative seek position -1");
	TRY(async_file_seek(file, -100, SEEK_END));
	ASSERT_RAISED(ValueError, "negative seek position -95");
	TRY(async_file_seek(file, 0, 5));
	ASSERT_RAISED(ValueError, "invalid whence (5, should be 0, 1 or 2)");
	ASSERT_INT(AWAIT(async_file_seek(file, 100, SEEK_SET)), 100);
	ASSERT_STRING(AWAIT(async_file_read(file, SIZE_MAX, NULL)), "");
	return arg;
}

static void test_seek__places_that_there_are_not(void)
{
	run_with("Oslo\n", go_astray, "Oslo\n");
}

static const struct test tests[] = {
	TEST(test_lines__are_strings_with_their_newline),
	TEST(test_lines__of_an_empty_file),
	TEST(test_readline__sees_what_is_added),
	TEST(test_lines__of_all_lengths),
	TEST(test_lines__others_have_a_turn_for_each_block),
	TEST(test_virtual_clock__three_readers_run_alike),
	TEST(test_read__gives_as_much_as_is_asked_for),
	TEST(test_read__in_pieces_of_all_sizes),
	TEST(test_read__bytes_may_be_zero),
	TEST(test_write__begins_anew),
	TEST(test_append__writes_at_the_end),
	TEST(test_write__of_all_lengths),
	TEST(test_write__several_tasks_each_line_whole),
	TEST(test_seek__between_reading_and_writing),
	TEST(test_seek__places_that_there_are_not),
};

SUITE(tests, NO_PROGRAMS)
