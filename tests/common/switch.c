/* switch.h, by way of coroutines: what survives a switch, and how a stack looks from inside. */

#include <unwind.h>

#include "coroutine.h"
#include "suite.h"

static struct coroutine *other;

static void *to_the_other(void *value)
{
	return coroutine_resume(other, value);
}

/* More values than any of the machines has registers to keep them in, alive across the switch:
 * aarch64 has 10 for integers and 8 for floating point. The compiler must not know that one follows
 * from another. */
static bool keeps_registers(int first, void *(*leave)(void *value))
{
	volatile int from[12];

	for (int n = 0; n < 12; n++)
		from[n] = first + n;
	long a = from[0], b = from[1], c = from[2], d = from[3], e = from[4], f = from[5];
	long g = from[6], h = from[7], i = from[8], j = from[9], k = from[10], l = from[11];
	double p = from[0], q = from[1], r = from[2], s = from[3], t = from[4], u = from[5];
	double v = from[6], w = from[7], x = from[8], y = from[9];

	for (int n = 0; n < 100; n++) {
		leave(NULL);
		a++, b++, c++, d++, e++, f++, g++, h++, i++, j++, k++, l++;
		p++, q++, r++, s++, t++, u++, v++, w++, x++, y++;
	}
	return a + b + c + d + e + f + g + h + i + j + k + l == 12 * (first + 100) + 66 &&
	       p + q + r + s + t + u + v + w + x + y == 10.0 * (first + 100) + 45;
}

static void *keep_registers(void *arg)
{
	*(bool *)arg = keeps_registers(7000, coroutine_yield);
	return NULL;
}

static void test_switch__keeps_the_registers_of_both_sides(void)
{
	bool others_kept = false;

	other = coroutine_new(keep_registers, &others_kept);
	ASSERT(keeps_registers(100, to_the_other));
	coroutine_resume(other, NULL);
	ASSERT(coroutine_done(other));
	ASSERT(others_kept);
	coroutine_free(other);
}

/* ---- Unwinding ---- */

struct seen { const void *functions[64]; size_t count; };

static _Unwind_Reason_Code see(struct _Unwind_Context *context, void *arg)
{
	struct seen *seen = arg;
	const void *function = (const void *)_Unwind_GetRegionStart(context);

	/* a frame behind the last is told with no address in it */
	if (function != NULL && seen->count < 64)
		seen->functions[seen->count++] = function;
	return _URC_NO_REASON;
}

__attribute__((noinline)) static void *descend(struct seen *seen, int depth)
{
	if (depth == 0)
		_Unwind_Backtrace(see, seen);
	else
		descend(seen, depth - 1);
	__asm__ volatile("" ::: "memory");	/* no tail call, which would leave no frame */
	return seen;
}

static void *unwind(void *seen)
{
	descend(seen, 3);
	coroutine_yield(NULL);
	return seen;
}

/* The four of descend(), unwind(), and below it the two or three that began the coroutine: an
 * unwinder that went on would walk into what lies behind the stack. */
static void test_unwind__ends_where_the_stack_begins(void)
{
	struct seen seen = { .count = 0 };
	struct coroutine *c = coroutine_new(unwind, &seen);

	coroutine_resume(c, NULL);
	ASSERT(seen.count >= 6 && seen.count <= 8);
	for (int i = 0; i < 4; i++)
		ASSERT(seen.functions[i] == (const void *)descend);
	ASSERT(seen.functions[4] == (const void *)unwind);
	coroutine_free(c);
}

static const struct test tests[] = {
	TEST(test_switch__keeps_the_registers_of_both_sides),
	TEST(test_unwind__ends_where_the_stack_begins),
};

SUITE(tests, NO_PROGRAMS)
