/* Whatever students are called and compilers say, other programs can read the files. */

#include "suite.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "gradebook.h"
#include "text.h"

/* As they are in the folder of submissions, and as a spreadsheet gets them. */
static const char *const names[][2] = {
	{ "Zoë Åström 王", "Zoë Åström 王" },
	{ "O'Neill, \"Ben\"", "O'Neill, \"Ben\"" },
	{ "=HYPERLINK(1)", "'=HYPERLINK(1)" },
	{ "+1", "'+1" },
	{ "-1", "'-1" },
	{ "@SUM(A1)", "'@SUM(A1)" },
	{ "two\nlines\r", "two\\x0alines\\x0d" },
	{ "\033]0;title\a", "\\x1b]0;title\\x07" },
	{ "\377\300\257", "\\xff\\xc0\\xaf" },
	{ "\\xff", "\\\\xff" },
	{ "\t=1", "\\x09=1" },
	{ "a;b", "a;b" },
	{ "", "" },
};

enum { STUDENTS = sizeof(names) / sizeof(*names), EXERCISES = 2 };

static const char hostile[] =
	"\033[2J\377 \"quoted\", \001 ]]> <script> \342\200\256 \300\200\nsecond line";

static struct exercise exercises[EXERCISES] = {
	{ .name = "01-a/1-x", .title = "X", .points = 10 },
	{ .name = "01-a/2-y", .title = "Y", .points = 5 },
};

static struct student students[STUDENTS];
static struct verdict verdicts[STUDENTS * EXERCISES];
static struct verdict *pointers[STUDENTS * EXERCISES];

static const struct class class = { .students = students, .count = STUDENTS };
static const struct exercises both = { exercises, EXERCISES };
static const struct gradebook gradebook = {
	.class = &class, .exercises = &both, .seed = "17", .verdicts = pointers,
};

/* The first exercise is passed by all, and the second could not be judged for the first student. */
static void fill(void)
{
	tree_keep_json();
	for (int i = 0; i < STUDENTS; i++) {
		students[i] = (struct student){ names[i][0], text_data(names[i][0]) };
		verdicts[2 * i] = (struct verdict){
			.exercise = exercises[0].name, .outcome = OUTCOME_PASSED,
			.points = 10, .maximum = 10,
		};
		verdicts[2 * i + 1] = (struct verdict){
			.exercise = exercises[1].name,
			.outcome = i == 0 ? OUTCOME_UNJUDGED : OUTCOME_WRONG, .maximum = 5,
			.feedback = "did-not-compile", .found = hostile, .compiler = hostile,
		};
	}
	for (int i = 0; i < STUDENTS * EXERCISES; i++)
		pointers[i] = &verdicts[i];
}

/* The cell that [csv] begins with (RFC 4180). Returns: what stands behind it. */
static const char *read_cell(const char *csv, char *cell)
{
	if (*csv != '"') {
		size_t length = strcspn(csv, ",\n");

		*(char *)mempcpy(cell, csv, length) = '\0';
		return csv + length;
	}
	for (csv++; *csv && (*csv != '"' || csv[1] == '"'); csv++) {
		csv += *csv == '"';
		*cell++ = *csv;
	}
	*cell = '\0';
	return csv + 1;
}

static void test_csv__reads_back_the_same_cells(void)
{
	char *folder = files_make_folder(), cell[200];
	const char *grades[] = { "10", "0", "10" };

	fill();
	ASSERT_INT(gradebook_write(&gradebook, folder), 0);
	const char *csv = tree_read_file(async_sprintf("%s/gradebook.csv", folder));
	csv = strchr(csv, '\n') + 1;
	for (int i = 0; i < STUDENTS; i++) {
		csv = read_cell(csv, cell);
		ASSERT_STRING(cell, names[i][1]);
		for (int k = 0; k < 3; k++) {
			ASSERT_INT(*csv, ',');
			csv = read_cell(csv + 1, cell);
			ASSERT_STRING(cell, i == 0 && k > 0 ? "" : grades[k]);
		}
		ASSERT_INT(*csv++, '\n');
	}
	ASSERT_STRING(csv, "");
	files_remove_folder(folder);
}

static void test_json__is_json(void)
{
	char *folder = files_make_folder();

	fill();
	ASSERT_INT(gradebook_write(&gradebook, folder), 0);
	json_t *json = json_load_file(async_sprintf("%s/verdicts.json", folder),
				      JSON_REJECT_DUPLICATES, NULL);
	ASSERT(json_is_object(json));
	ASSERT_INT(json_array_size(json_object_get(json, "students")), STUDENTS);
	for (int i = 0; i < STUDENTS; i++) {
		json_t *student = json_array_get(json_object_get(json, "students"), (size_t)i);
		json_t *second = json_array_get(json_object_get(student, "verdicts"), 1);

		ASSERT_STRING(json_string_value(json_object_get(student, "student")),
			      students[i].name);
		ASSERT(i == 0 ? json_is_null(json_object_get(student, "total"))
			      : json_integer_value(json_object_get(student, "total")) == 10);
		ASSERT(i == 0 ? json_is_null(json_object_get(second, "points"))
			      : json_is_integer(json_object_get(second, "points")));
		ASSERT_STRING(json_string_value(json_object_get(second, "compiler")),
			      "\\x1b[2J\\xff \"quoted\", \\x01 "
			      "]]> <script> \\xe2\\x80\\xae \\xc0\\x80\nsecond line");
	}
	files_remove_folder(folder);
}

static void test_gradebook__that_cannot_be_written_leaves_nothing(void)
{
	fill();
	ASSERT_INT(gradebook_write(&gradebook, "/nowhere/at-all"), -1);
	ASSERT_RAISED(OSError,
		      "cannot write /nowhere/at-all/gradebook.csv: No such file or directory");
}

static const struct test tests[] = {
	TEST(test_csv__reads_back_the_same_cells),
	TEST(test_json__is_json),
	TEST(test_gradebook__that_cannot_be_written_leaves_nothing),
};

SUITE(tests, NO_PROGRAMS)
