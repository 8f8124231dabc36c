#include "suite.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"

static char *text;
static size_t text_size;

static const char *cut(const char *line, int columns)
{
	FILE *file;

	free(text);
	file = open_memstream(&text, &text_size);
	columns_cut(file, line, strlen(line), columns);
	fclose(file);
	return text;
}

static const char *wrap(const char *lines, int columns)
{
	FILE *file;

	free(text);
	file = open_memstream(&text, &text_size);
	columns_wrap(file, lines, columns);
	fclose(file);
	return text;
}

static void forget(void)
{
	free(text);
	text = NULL;
	setlocale(LC_CTYPE, "C");
}

static void test_columns_cut__what_is_too_long(void)
{
	ASSERT_STRING(cut("overlap", 8), "overlap");
	ASSERT_STRING(cut("overlap", 7), "overlap");
	ASSERT_STRING(cut("overlap", 6), "overl>");
	ASSERT_STRING(cut("overlap", 1), ">");
	ASSERT_STRING(cut("overlap", 0), "");
	ASSERT_STRING(cut("", 0), "");
	forget();
}

static void test_columns_cut__tabs_and_controls(void)
{
	ASSERT_STRING(cut("a\tb", 10), "a       b");
	ASSERT_STRING(cut("a\tb", 8), "a>");
	ASSERT_STRING(cut("a\rb\033c", 10), "a?b?c");
	forget();
}

static void test_columns_cut__colours_take_no_room_and_end(void)
{
	ASSERT_STRING(cut("\033[32mgood\033[0m", 4), "\033[32mgood\033[0m\033[0m");
	ASSERT_STRING(cut("\033[32mgood\033[0m", 3), "\033[32mgo>\033[0m");
	forget();
}

static void test_columns_cut__letters_of_the_locale(void)
{
	setlocale(LC_CTYPE, "C");
	ASSERT_STRING(cut("Åsa 王", 10), "?sa ?");
	ASSERT(setlocale(LC_CTYPE, "C.UTF-8") != NULL);
	ASSERT_STRING(cut("Åsa 王", 10), "Åsa 王");
	ASSERT_INT(columns_of("Åsa 王", strlen("Åsa 王")), 6);
	ASSERT_STRING(cut("Åsa 王", 5), "Åsa …");
	ASSERT_STRING(cut("\377a", 5), "?a");
	forget();
}

static void test_columns_wrap__between_words(void)
{
	ASSERT_STRING(wrap("one two three\nfour", 9), "one two\n  three\nfour\n");
	ASSERT_STRING(wrap("    rule: two words more", 16), "    rule: two\n      words more\n");
	ASSERT_STRING(wrap("one\n\ntwo\n", 9), "one\n\ntwo\n");
	forget();
}

static void test_columns_wrap__within_words_that_are_too_long(void)
{
	ASSERT_STRING(wrap("chapters/gather.c", 8), "chapters\n  /gathe\n  r.c\n");
	ASSERT_STRING(wrap("abc", 1), "a\nb\nc\n");
	forget();
}

static void test_columns_wrap__not_what_stands_in_columns(void)
{
	ASSERT_STRING(wrap("   24 | int fetch_page x(void)", 12),
		      "   24 | int fetch_page x(void)\n");
	forget();
}

static const struct test tests[] = {
	TEST(test_columns_cut__what_is_too_long),
	TEST(test_columns_cut__tabs_and_controls),
	TEST(test_columns_cut__colours_take_no_room_and_end),
	TEST(test_columns_cut__letters_of_the_locale),
	TEST(test_columns_wrap__between_words),
	TEST(test_columns_wrap__within_words_that_are_too_long),
	TEST(test_columns_wrap__not_what_stands_in_columns),
};

SUITE(tests, NO_PROGRAMS)
