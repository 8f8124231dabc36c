/* error.h: exceptions. */

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "error-internal.h"
#include "suite.h"

static const struct async_exception_type SoldOutError[1] = {{ "SoldOutError", ValueError }};

/* ---- Types ---- */

static void test_isinstance__follows_the_bases(void)
{
	EXCEPTION(e);

	async_raise(TimeoutError, "late");
	ASSERT(EXCEPT(TimeoutError, e));
	ASSERT(async_isinstance(e, TimeoutError));
	ASSERT(async_isinstance(e, OSError));
	ASSERT(async_isinstance(e, Exception));
	ASSERT(async_isinstance(e, BaseException));
	ASSERT(!async_isinstance(e, ConnectionError));
	ASSERT(!async_isinstance(e, ValueError));
	ASSERT(!async_isinstance(NULL, BaseException));
}

static void test_types__have_the_bases_of_python(void)
{
	static const struct {
		const struct async_exception_type *type, *base;
		const char *name;
	} expected[] = {
		{ BaseException, NULL, "BaseException" },
		{ BaseExceptionGroup, BaseException, "BaseExceptionGroup" },
		{ CancelledError, BaseException, "CancelledError" },
		{ GeneratorExit, BaseException, "GeneratorExit" },
		{ KeyboardInterrupt, BaseException, "KeyboardInterrupt" },
		{ SystemExit, BaseException, "SystemExit" },
		{ Exception, BaseException, "Exception" },
		{ ExceptionGroup, BaseExceptionGroup, "ExceptionGroup" },
		{ ArithmeticError, Exception, "ArithmeticError" },
		{ ZeroDivisionError, ArithmeticError, "ZeroDivisionError" },
		{ AssertionError, Exception, "AssertionError" },
		{ InvalidStateError, Exception, "InvalidStateError" },
		{ LookupError, Exception, "LookupError" },
		{ IndexError, LookupError, "IndexError" },
		{ KeyError, LookupError, "KeyError" },
		{ MemoryError, Exception, "MemoryError" },
		{ EOFError, Exception, "EOFError" },
		{ OSError, Exception, "OSError" },
		{ BlockingIOError, OSError, "BlockingIOError" },
		{ ChildProcessError, OSError, "ChildProcessError" },
		{ ConnectionError, OSError, "ConnectionError" },
		{ BrokenPipeError, ConnectionError, "BrokenPipeError" },
		{ ConnectionAbortedError, ConnectionError, "ConnectionAbortedError" },
		{ ConnectionRefusedError, ConnectionError, "ConnectionRefusedError" },
		{ ConnectionResetError, ConnectionError, "ConnectionResetError" },
		{ FileExistsError, OSError, "FileExistsError" },
		{ FileNotFoundError, OSError, "FileNotFoundError" },
		{ InterruptedError, OSError, "InterruptedError" },
		{ IsADirectoryError, OSError, "IsADirectoryError" },
		{ NotADirectoryError, OSError, "NotADirectoryError" },
		{ PermissionError, OSError, "PermissionError" },
		{ ProcessLookupError, OSError, "ProcessLookupError" },
		{ TimeoutError, OSError, "TimeoutError" },
		{ RuntimeError, Exception, "RuntimeError" },
		{ NotImplementedError, RuntimeError, "NotImplementedError" },
		{ StopAsyncIteration, Exception, "StopAsyncIteration" },
		{ StopIteration, Exception, "StopIteration" },
		{ TypeError, Exception, "TypeError" },
		{ ValueError, Exception, "ValueError" },
	};

	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		ASSERT(expected[i].type->base == expected[i].base);
		ASSERT_STRING(expected[i].type->name, expected[i].name);
	}
}

static void test_os_error__has_type_number_words_and_a_note(void)
{
	EXCEPTION(e);

	error_raise_errno(ECONNRESET, "recv() from %s", "Oslo");
	ASSERT(EXCEPT(OSError, e));
	ASSERT_EXCEPTION(e, ConnectionResetError, "[Errno 104] Connection reset by peer");
	ASSERT_STRING(e->note, "recv() from Oslo");
	ASSERT_INT(e->error_number, ECONNRESET);
	async_print_exception(e);
	ASSERT_STRING(suite_stderr(), "ConnectionResetError: [Errno 104] Connection reset by peer\n"
				      "in recv() from Oslo\n");
}

static void test_os_error__of_a_file_names_it(void)
{
	EXCEPTION(e);

	error_raise_errno_name(ENOENT, "tickets.txt");
	ASSERT(EXCEPT(FileNotFoundError, e));
	ASSERT_EXCEPTION(e, FileNotFoundError,
			 "[Errno 2] No such file or directory: 'tickets.txt'");
	ASSERT(e->note == NULL);
	ASSERT_INT(e->error_number, ENOENT);
}

static void test_types__of_ones_own(void)
{
	EXCEPTION(e);

	async_raise(SoldOutError, "row %d", 7);
	ASSERT(!EXCEPT(KeyError, e));
	ASSERT(EXCEPT(ValueError, e));
	ASSERT_EXCEPTION(e, SoldOutError, "row 7");
	ASSERT(async_isinstance(e, SoldOutError));
}

/* ---- Raising ---- */

static void test_raise__sets_the_indicator(void)
{
	char city[] = "Oslo";

	ASSERT(async_exception() == NULL);
	ASSERT(async_raise(KeyError, "no city %s, %d", city, 3) == NULL);
	strcpy(city, "Rome");
	ASSERT_EXCEPTION(async_exception(), KeyError, "no city Oslo, 3");
	ASSERT_RAISED(KeyError, "no city Oslo, 3");
	ASSERT(async_exception() == NULL);
}

static void test_raise__without_a_message(void)
{
	async_raise(KeyError);
	ASSERT_RAISED(KeyError, "");
	async_raise(KeyError, "");
	ASSERT_RAISED(KeyError, "");
}

static void test_raise__over_a_raised_one_keeps_the_first(void)
{
	async_raise(ValueError, "first");
	async_raise(KeyError, "second");
	ASSERT_EXCEPTION(async_exception(), ValueError, "first");
	ASSERT(async_exception()->context == NULL);
	ASSERT_RAISED(ValueError, "first");
	ASSERT(async_exception() == NULL);
}

static const struct async_exception *raise_any(const struct async_exception_type *type)
{
	async_raise(type, "of a type that is not known here");
	return async_exception();
}

static void test_raise__a_type_in_a_variable(void)
{
	ASSERT_EXCEPTION(raise_any(IndexError), IndexError, NULL);
	ASSERT_RAISED(IndexError, NULL);
}

/* ---- Catching ---- */

static void test_except__takes_what_matches_and_nothing_else(void)
{
	EXCEPTION(e);

	ASSERT(!EXCEPT(BaseException, e));
	ASSERT(e == NULL);
	async_raise(IndexError, "12");
	ASSERT(!EXCEPT(KeyError, e));
	ASSERT(e == NULL);
	ASSERT(async_exception() != NULL);
	ASSERT(EXCEPT(LookupError, e));
	ASSERT_EXCEPTION(e, IndexError, "12");
	ASSERT(async_exception() == NULL);
	ASSERT(!EXCEPT(LookupError, e));
}

static void test_except__the_first_that_matches(void)
{
	EXCEPTION(e);

	async_raise(TimeoutError, "late");
	if (EXCEPT(ValueError, e))
		note("ValueError");
	else if (EXCEPT(OSError, e))
		note("OSError");
	else if (EXCEPT(TimeoutError, e))
		note("TimeoutError");
	ASSERT_NOTES("OSError");
}

static void test_except__exception_does_not_catch_a_cancellation(void)
{
	EXCEPTION(e);

	async_raise(CancelledError, "stop");
	ASSERT(!EXCEPT(Exception, e));
	ASSERT(EXCEPT(CancelledError, e));
	async_raise(KeyboardInterrupt, "stop");
	ASSERT(!EXCEPT(Exception, e));
	ASSERT(EXCEPT(BaseException, e));
}

static int leave_by(const char *how)
{
	for (int i = 0; i < 3; i++) {
		EXCEPTION(e);

		note("%d", i);
		async_raise(ValueError, "%d", i);
		if (EXCEPT(ValueError, e)) {
			if (strcmp(how, "break") == 0)
				break;
			if (strcmp(how, "continue") == 0)
				continue;
			return i + 10;
		}
		note("not reached");
	}
	return 1;
}

static void test_except__handlers_may_break_continue_and_return(void)
{
	ASSERT_INT(leave_by("break"), 1);
	ASSERT_NOTES("0");
	ASSERT_INT(leave_by("continue"), 1);
	ASSERT_NOTES("0 1 2");
	ASSERT_INT(leave_by("return"), 10);
	ASSERT_NOTES("0");
	ASSERT(error_state()->handling == NULL);
}

static void test_except__twice_into_one_variable(void)
{
	EXCEPTION(e);

	async_raise(ValueError, "one");
	ASSERT(EXCEPT(ValueError, e));
	async_raise(KeyError, "two");
	ASSERT(EXCEPT(KeyError, e));
	ASSERT_EXCEPTION(e, KeyError, "two");
	ASSERT_EXCEPTION(e->context, ValueError, "one");
}

static void test_except__the_exception_lives_to_the_end_of_the_block(void)
{
	{
		EXCEPTION(e);
		async_raise(ValueError, "inside");
		ASSERT(EXCEPT(ValueError, e));
		ASSERT(error_state()->handling != NULL);
	}
	ASSERT(error_state()->handling == NULL);
}

/* ---- Context ---- */

static void test_context__is_what_was_being_handled(void)
{
	EXCEPTION(e);
	EXCEPTION(f);
	EXCEPTION(g);

	async_raise(ValueError, "first");
	ASSERT(EXCEPT(ValueError, e));
	ASSERT(e->context == NULL);
	async_raise(KeyError, "second");
	ASSERT(EXCEPT(KeyError, f));
	ASSERT(f->context == e);
	async_raise(TypeError, "third");
	ASSERT(EXCEPT(TypeError, g));
	ASSERT_EXCEPTION(g->context, KeyError, "second");
	ASSERT_EXCEPTION(g->context->context, ValueError, "first");
}

static void raise_in_a_handler(void)
{
	EXCEPTION(e);

	async_raise(ValueError, "first");
	if (EXCEPT(ValueError, e))
		async_raise(KeyError, "second");
}

static void test_context__outlives_its_handler(void)
{
	EXCEPTION(e);

	raise_in_a_handler();
	ASSERT(EXCEPT(KeyError, e));
	ASSERT_EXCEPTION(e->context, ValueError, "first");
}

static void catch_one(void)
{
	EXCEPTION(e);

	async_raise(ValueError, "over and done");
	ASSERT(EXCEPT(ValueError, e));
}

static void test_context__is_none_behind_the_handler(void)
{
	catch_one();
	async_raise(KeyError, "fresh");
	ASSERT(async_exception()->context == NULL);
	ASSERT_RAISED(KeyError, "fresh");
}

/* An inner handler that has ended leaves the outer one in force. */
static void test_context__of_nested_handlers(void)
{
	EXCEPTION(e);

	async_raise(ValueError, "outer");
	ASSERT(EXCEPT(ValueError, e));
	catch_one();
	async_raise(KeyError, "new");
	ASSERT(async_exception()->context == e);
	ASSERT_RAISED(KeyError, "new");
}

/* ---- Raising again ---- */

static void test_reraise__is_the_same_exception(void)
{
	EXCEPTION(e);
	EXCEPTION(f);

	async_raise(ValueError, "again");
	ASSERT(EXCEPT(ValueError, e));
	ASSERT(async_reraise(e) == NULL);
	ASSERT(async_exception() == e);
	ASSERT(e->context == NULL);
	ASSERT(EXCEPT(ValueError, f));
	ASSERT(f == e);
}

static void *reraise_what_it_catches(void)
{
	EXCEPTION(e);

	async_raise(ValueError, "passed on");
	if (EXCEPT(ValueError, e))
		return async_reraise(e);
	return "not reached";
}

static void test_reraise__outlives_its_handler(void)
{
	ASSERT(reraise_what_it_catches() == NULL);
	ASSERT(async_exception() != NULL && async_exception()->context == NULL);
	ASSERT_RAISED(ValueError, "passed on");
}

/* ---- Each has its own indicator ---- */

static void *raise_in_a_task(void *arg)
{
	EXCEPTION(e);

	async_raise(ValueError, "of %s", (const char *)arg);
	ASSERT(EXCEPT(ValueError, e));
	ASSERT(e->context == NULL);
	AWAIT(async_sleep(0));
	async_raise(KeyError, "late");
	ASSERT(async_exception()->context == e);
	ASSERT_RAISED(KeyError, "late");
	return NULL;
}

static void *handle_while_others_raise(void *arg)
{
	EXCEPTION(e);

	(void)arg;
	async_raise(TypeError, "of the parent");
	ASSERT(EXCEPT(TypeError, e));
	AWAIT(async_gather(NULL, async_coroutine(raise_in_a_task),
			   async_coroutine(raise_in_a_task)));
	return NULL;
}

static void test_indicator__one_a_task(void)
{
	async_run(handle_while_others_raise);
	ASSERT(async_exception() == NULL);
}

static void *raise_in_a_thread(void *arg)
{
	EXCEPTION(e);

	*(bool *)arg = async_exception() == NULL;
	async_raise(ValueError, "of the thread");
	*(bool *)arg = *(bool *)arg && EXCEPT(ValueError, e);
	return NULL;
}

static void test_indicator__one_a_thread(void)
{
	pthread_t thread;
	bool right = false;

	async_raise(KeyError, "of the main thread");
	ASSERT_INT(pthread_create(&thread, NULL, raise_in_a_thread, &right), 0);
	pthread_join(thread, NULL);
	ASSERT(right);
	ASSERT_RAISED(KeyError, "of the main thread");
}

static const struct test tests[] = {
	TEST(test_isinstance__follows_the_bases),
	TEST(test_types__have_the_bases_of_python),
	TEST(test_os_error__has_type_number_words_and_a_note),
	TEST(test_os_error__of_a_file_names_it),
	TEST(test_types__of_ones_own),
	TEST(test_raise__sets_the_indicator),
	TEST(test_raise__without_a_message),
	TEST(test_raise__over_a_raised_one_keeps_the_first),
	TEST(test_raise__a_type_in_a_variable),
	TEST(test_except__takes_what_matches_and_nothing_else),
	TEST(test_except__the_first_that_matches),
	TEST(test_except__exception_does_not_catch_a_cancellation),
	TEST(test_except__handlers_may_break_continue_and_return),
	TEST(test_except__twice_into_one_variable),
	TEST(test_except__the_exception_lives_to_the_end_of_the_block),
	TEST(test_context__is_what_was_being_handled),
	TEST(test_context__outlives_its_handler),
	TEST(test_context__is_none_behind_the_handler),
	TEST(test_context__of_nested_handlers),
	TEST(test_reraise__is_the_same_exception),
	TEST(test_reraise__outlives_its_handler),
	TEST(test_indicator__one_a_task),
	TEST(test_indicator__one_a_thread),
};

SUITE(tests, NO_PROGRAMS)
