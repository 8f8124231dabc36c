#ifndef SUITE_H
#define SUITE_H

/* What every test suite is made of: CUnit, and the checks that hold for each test of the runtime.
 *
 * A suite is one program: tests in a table, programs in another, and SUITE() as its last line:
 *
 *      static void test_gather__keeps_argument_order(void) { ... }
 *
 *      static const struct test tests[] = {
 *              TEST(test_gather__keeps_argument_order),
 *              ...
 *      };
 *      SUITE(tests, NO_PROGRAMS)
 *
 * Interface:
 * - A test begins on the virtual clock, with no exception raised and nothing noted.
 * - After each test, the tasks, stacks, libevent events, descriptors and bytes of common/ are
 *   counted (its callbacks are bytes): there must be as many as before. No exception may be left
 *   raised, and nothing on stderr that the test did not ask for by suite_stderr(). A test without
 *   any assertion fails.
 * - Assertions may stand anywhere in the loop's thread, also in a task. None of them leaves the
 *   test. (CUnit's own _FATAL ones do, by longjmp(), off the stack of a task, and break the tests
 *   that follow. Never use them.)
 * - The suite runs in a child process; when a test crashes or hangs, the suite says which, and
 *   still ends with its line "N passed, M failed".
 * - To run only the tests whose names contain a word: build/release/tests/common/gather WORD
 */

#include <CUnit/CUnit.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "async.h"

/* As many tasks as may have begun at once in every build: ThreadSanitizer takes a stack for a
 * thread, and gcc's knows 8128. */
#ifdef __SANITIZE_THREAD__
enum { MANY_TASKS = 8000 };
#else
enum { MANY_TASKS = 10000 };
#endif

/* ---- Tables ---- */

struct test {
	const char *name;
	void (*run)(void);
};

/* A main() of its own, for what is seen only from outside: how a process ends, and what it says. */
struct program {
	const char *name;
	void (*run)(void);
};

#define TEST(function) { #function, function }
#define PROGRAM(function) { #function, function }
#define NO_PROGRAMS ((const struct program[1]){ { NULL, NULL } })

#define SUITE(tests, programs)									\
	int main(int argc, char **argv)								\
	{											\
		return suite_main(argc, argv, tests, sizeof(tests) / sizeof *(tests), programs,	\
				  sizeof(programs) / sizeof *(programs));			\
	}

int suite_main(int argc, char **argv, const struct test tests[], size_t test_count,
	       const struct program programs[], size_t program_count);

/* ---- Assertions: a failure shows what was found and what was expected ---- */

#define ASSERT(condition) suite_assert((condition), __FILE__, __LINE__, "%s", #condition)
#define ASSERT_INT(actual, expected)								\
	suite_assert_int(__FILE__, __LINE__, #actual, (intmax_t)(actual), (intmax_t)(expected))
#define ASSERT_STRING(actual, expected)								\
	suite_assert_string(__FILE__, __LINE__, #actual, actual, expected)
#define ASSERT_CONTAINS(actual, part)								\
	suite_assert_contains(__FILE__, __LINE__, #actual, actual, part)

/* Seconds of a clock, equal to the nanosecond. */
#define ASSERT_TIME(actual, expected)								\
	suite_assert_time(__FILE__, __LINE__, #actual, actual, expected)

/* An exception of exactly TYPE is raised, with this message (NULL: any). Catches it. */
#define ASSERT_RAISED(type, message) suite_assert_raised(__FILE__, __LINE__, type, message)

/* [e] is an exception of exactly TYPE, with this message. */
#define ASSERT_EXCEPTION(e, type, message)							\
	suite_assert_exception(__FILE__, __LINE__, #e, e, type, message)

/* What was noted since the test began or since the last of these, a space between the notes. */
#define ASSERT_NOTES(expected) suite_assert_notes(__FILE__, __LINE__, expected)

/* Note an event, as in printf(). */
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* note() as a callback. */
void note_callback(void *text);

/* What was noted, as ASSERT_NOTES() sees it; not changed by this. */
const char *suite_notes(void);

/* [text] with "line N" for "line 123", and ".c:LINE" for ".c:123". Valid until called again. */
const char *mask_lines(const char *text);

/* The test counts passes, or says what does not suspend: in hard mode, where every call that may
 * suspend does so, it runs without that. */
void suite_counts_passes(void);

/* What was written to stderr since the test began or the last call. Valid until called again. */
const char *suite_stderr(void);

/* ---- Programs ---- */

struct ending {
	int status;			/* the exit status; negative: the signal that ended it */
	const char *out, *err;		/* what it printed; valid until the next program ends */
};

/* Run the program of that name of this suite in a new process, on the virtual clock, and wait for
 * its end. [environment] is one more "NAME=value" for it, or NULL. */
struct ending run_program(const char *name, const char *environment);

/* ---- What the macros above are made of ---- */

void suite_assert(bool holds, const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void suite_assert_int(const char *file, int line, const char *text, intmax_t actual,
		      intmax_t expected);
void suite_assert_string(const char *file, int line, const char *text, const char *actual,
			 const char *expected);
void suite_assert_contains(const char *file, int line, const char *text, const char *actual,
			   const char *part);
void suite_assert_time(const char *file, int line, const char *text, double actual,
		       double expected);
void suite_assert_raised(const char *file, int line, const struct async_exception_type *type,
			 const char *message);
void suite_assert_exception(const char *file, int line, const char *text,
			    const struct async_exception *e,
			    const struct async_exception_type *type, const char *message);
void suite_assert_notes(const char *file, int line, const char *expected);

#endif
