#include "suite.h"

#include <string.h>

#include "text.h"

static void test_text_line__leaves_text_as_it_is(void)
{
	ASSERT_STRING(text_line("Zoë Åström 王 🌧 =+-@,\"'"),
		      "Zoë Åström 王 🌧 =+-@,\"'");
	ASSERT_STRING(text_line(""), "");
	ASSERT(text_line(NULL) == NULL);
}

static void test_text_line__writes_what_a_terminal_obeys(void)
{
	ASSERT_STRING(text_line("\033[31mred\a"), "\\x1b[31mred\\x07");
	ASSERT_STRING(text_line("a\nb\tc\rd\177"), "a\\x0ab\\x09c\\x0dd\\x7f");
	ASSERT_STRING(text_line("\302\233"), "\\xc2\\x9b"); /* U+009B, a control of 8 bits */
	ASSERT_STRING(text_line("a\342\200\256b"), "a\\xe2\\x80\\xaeb"); /* U+202E turns the line */
}

static void test_text_line__writes_what_is_no_utf8(void)
{
	ASSERT_STRING(text_line("\377\200"), "\\xff\\x80");
	ASSERT_STRING(text_line("\303"), "\\xc3");			/* cut off */
	ASSERT_STRING(text_line("\303("), "\\xc3(");
	ASSERT_STRING(text_line("\300\257"), "\\xc0\\xaf");		/* "/", overlong */
	ASSERT_STRING(text_line("\355\240\200"), "\\xed\\xa0\\x80");	/* a surrogate */
	ASSERT_STRING(text_line("\364\220\200\200"), "\\xf4\\x90\\x80\\x80");	/* beyond Unicode */
}

static void test_text_data__no_two_names_become_one(void)
{
	ASSERT_STRING(text_data("\\xff"), "\\\\xff");
	ASSERT_STRING(text_data("\377"), "\\xff");
	ASSERT_STRING(text_data("\301\234"), "\\xc1\\x9c");		/* a backslash, overlong */
}

static void test_text_block__keeps_lines(void)
{
	ASSERT_STRING(text_fit("a\n\tb\033c", 6, TEXT_BLOCK), "a\n\tb\\x1bc");
	ASSERT_STRING(text_fit("a\0b", 3, TEXT_BLOCK), "a\\x00b");
}

static void test_text_distance__counts_changes(void)
{
	ASSERT_INT(text_distance("overlap", "overlap"), 0);
	ASSERT_INT(text_distance("overlp", "overlap"), 1);
	ASSERT_INT(text_distance("overlapp", "overlap"), 1);
	ASSERT_INT(text_distance("ovrelap", "overlap"), 1);
	ASSERT_INT(text_distance("overlaf", "overlap"), 1);
	ASSERT_INT(text_distance("", "overlap"), 7);
	ASSERT_INT(text_distance("gather", ""), 6);
	ASSERT_INT(text_distance("check", "hint"), 4);
}

static const struct test tests[] = {
	TEST(test_text_line__leaves_text_as_it_is),
	TEST(test_text_line__writes_what_a_terminal_obeys),
	TEST(test_text_line__writes_what_is_no_utf8),
	TEST(test_text_data__no_two_names_become_one),
	TEST(test_text_block__keeps_lines),
	TEST(test_text_distance__counts_changes),
};

SUITE(tests, NO_PROGRAMS)
