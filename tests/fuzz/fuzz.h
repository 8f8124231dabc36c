#ifndef FUZZ_H
#define FUZZ_H

/* For the fuzzers of what awaits. A fuzzer is one function, LLVMFuzzerTestOneInput(), which is
 * given bytes, again and again; `make fuzz` finds it here, and what it keeps of inputs, in
 * corpus/NAME. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "async.h"
#include "heap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(condition) ((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))

__attribute__((unused))
static void fuzz_fail(const char *file, int line, const char *condition)
{
	fprintf(stderr, "%s:%d: %s\n", file, line, condition);
	abort();
}

static void *fuzz_nothing(void *arg)
{
	return arg;
}

/* What runs leave goes at the end of the next but one. Then as much must be there as at first. */
static void fuzz_check_memory(void)
{
	static size_t at_first;

	async_run(fuzz_nothing);
	async_run(fuzz_nothing);
	if (at_first == 0)
		at_first = heap_live_bytes();
	CHECK(heap_live_bytes() == at_first);
}

/* Run [fn] as a task, on the virtual clock; it must raise nothing. To make a loop for each input
 * would take most of the time, so one serves many. */
__attribute__((unused))
static void fuzz_run(void *(*fn)(void *arg))
{
	static struct async_runner *runner;
	static unsigned runs;

	if (runs++ % 256 == 0) {
		async_use_clock(ASYNC_CLOCK_VIRTUAL);
		async_runner_close(runner);
		fuzz_check_memory();
		runner = async_runner();
	}
	async_runner_run(runner, fn);
	CHECK(async_exception() == NULL);
}

#endif
