/* What review.c is made of: C as text, questions out of starters, and the days they are due. */

#include "suite.h"

#include <stdlib.h>
#include <string.h>

#include "due.h"
#include "question.h"
#include "source.h"

/* ---- C as text ---- */

static void test_source__comments_and_code(void)
{
	const char *text = "a /* \"b\" */ c // d\n\"/* e */\" '\"' f";

	ASSERT_STRING(source_code(text, true), "a           c     \n\"/* e */\" '\"' f");
	ASSERT_STRING(source_code(text, false), "a           c     \n          '\"' f");
	ASSERT_STRING(source_comments(text), "  /* \"b\" */   // d\n               ");
	ASSERT_STRING(source_code("/* never closed", true), "               ");
	ASSERT_STRING(source_code("\"never closed\na", false), "             \na");
	ASSERT_STRING(source_squeezed(" a\tb /* c */\n\"d e\""), "ab\"de\"");
}

static void test_source__names(void)
{
	const char *at = "0x1f, 12ab + _c->d2 9", *names[] = { "_c", "d2" };
	size_t length;

	for (int i = 0; i < 2; i++, at += length) {
		at = source_next_name(at, &length);
		ASSERT(at && length == 2 && strncmp(at, names[i], 2) == 0);
	}
	ASSERT(source_next_name(at, &length) == NULL);
}

/* ---- Questions ---- */

static void test_question__an_order(void)
{
	struct question question;
	struct words answers = { 0 };
	const char *text = "/* Exercise: x.\n *\n * A desk.\n *\n *\tmain()\n *\n"
			   " * To check it: so. */\nconst char order[][9] = {\n"
			   "\t\"c, }\",\t/* \"z\" */\n\t\"a \\\"{\",\n\t\"b\"\n};\n";

	ASSERT(question_read(&question, "order", text));
	ASSERT_STRING(question.told, "A desk.\n\n\tmain()\n\n");
	ASSERT(question.items.count == 3);
	ASSERT_STRING(question.items.list[0], "a \\\"{");
	ASSERT_STRING(question.items.list[2], "c, }");
	ASSERT_STRING(question_take(&question, "a b", &answers), "c is missing.");
	ASSERT_STRING(question_take(&question, "a b a", &answers), "a stands there twice.");
	ASSERT_STRING(question_take(&question, "d", &answers), "These are letters from a to c.");
	ASSERT(answers.count == 0);
	ASSERT(question_take(&question, " C,a B ", &answers) == NULL);
	text = strstr(question_file(&question, &answers), "const");
	ASSERT_STRING(text, "const char order[][9] = {\n"
			    "\t\"c, }\",\n\t\"a \\\"{\",\n\t\"b\",\n};\n");
}

static void test_question__values(void)
{
	struct question question;
	struct words answers = { 0 };

	ASSERT(question_read(&question, "predict",
			     "/* Say.\n * To check it: so. */\nconst int n[2] = {\n"
			     "\t-1,\t/* way 1 */\n\t-1,\n};"));
	ASSERT(question.items.count == 2 && question.width == 0);
	ASSERT_STRING(question.items.list[0], "way 1");
	ASSERT_STRING(question.items.list[1], "answer 2");
	ASSERT_STRING(question_take(&question, "1.5", &answers), "This is to be a whole number.");
	ASSERT(question_take(&question, " 7 ", &answers) == NULL);
	ASSERT(question_take(&question, "-8", &answers) == NULL);
	ASSERT(strstr(question_file(&question, &answers), "const int n[2] = {\n\t7,\n\t-8,\n};"));
}

static void test_question__texts(void)
{
	struct question question;
	struct words answers = { 0 };

	ASSERT(question_read(&question, "predict",
			     "/* Say. */\nconst char n[][6] = { \"\", /* who */ };"));
	ASSERT_STRING(question_take(&question, "123456", &answers),
		      "An answer has less than 6 letters.");
	ASSERT(question_take(&question, "\"?\\\303\251", &answers) == NULL);
	ASSERT_STRING(answers.list[0], "\"\\042\\077\\134\\303\\251\"");
}

static void test_question__lines(void)
{
	struct question question;
	struct words answers = { 0 };

	ASSERT(question_read(&question, "parsons",
			     "/* Move. */\n{\n\t/* ---- lines begin ---- */\n\tb();\n\n\t}\n\t}\n"
			     "\t/* ---- lines end ---- */\n}\n"));
	ASSERT(question.items.count == 3);
	ASSERT(question_take(&question, "cb", &answers) == NULL);
	ASSERT_STRING(question_file(&question, &answers),
		      "/* Move. */\n{\n\t/* ---- lines begin ---- */\n\t}\n\t}\n"
		      "/* ---- lines end ---- */\n}\n");
}

static void test_question__what_cannot_be_asked(void)
{
	struct question question;

	ASSERT(!question_read(&question, "modify", "/* x */ int a[] = { 1 };"));
	ASSERT(!question_read(&question, "order", "int a[] = { 1 };"));
	ASSERT(!question_read(&question, "order", "/* x */ const char a[][4] = { \"a\","));
	ASSERT(!question_read(&question, "order", "/* x */ int a[] = { };"));
	ASSERT(!question_read(&question, "predict", "/* x */ int a[][2] = { { 1, 2 } };"));
	ASSERT(!question_read(&question, "parsons", "/* x */ int a[] = { 1 };"));
}

/* ---- Days ---- */

static void test_due__days(void)
{
	ASSERT_STRING(due_after("2028-02-28", 1), "2028-02-29");
	ASSERT_STRING(due_after("2026-12-31", 35), "2027-02-04");
	ASSERT(due_after("2027-02-29", 1) == NULL);
	ASSERT(due_after("2027-2-2", 1) == NULL);
	ASSERT(due_after("2027-02-02T", 1) == NULL);
	ASSERT(due_after(NULL, 1) == NULL);
}

static void test_due__intervals(void)
{
	const int known[] = { 1, 3, 7, 16, 35, 35 };

	for (int i = 0; i < 5; i++) {
		ASSERT(due_next(known[i], true) == known[i + 1]);
		ASSERT(due_next(known[i], false) == 1);
	}
	ASSERT(due_next(0, true) == 1 && due_next(5, true) == 7);
}

static const struct test tests[] = {
	TEST(test_source__comments_and_code),
	TEST(test_source__names),
	TEST(test_question__an_order),
	TEST(test_question__values),
	TEST(test_question__texts),
	TEST(test_question__lines),
	TEST(test_question__what_cannot_be_asked),
	TEST(test_due__days),
	TEST(test_due__intervals),
};

SUITE(tests, NO_PROGRAMS)
