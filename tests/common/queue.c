/* queue.h: Queue, LifoQueue, PriorityQueue: who waits for whom, and in which order. */

#include "queueing.h"

/* ---- Without waiting ---- */

static void *fill_and_empty(void *arg)
{
	queue = async_queue(2);
	ASSERT_INT(async_queue_maxsize(queue), 2);
	ASSERT(async_queue_empty(queue));
	ASSERT(async_queue_get_nowait(queue) == NULL);
	ASSERT_RAISED(QueueEmpty, "");
	async_loop_call_soon(NULL, note_callback, "a pass later");
	AWAIT(async_queue_put(queue, item(1)));
	ASSERT(!async_queue_full(queue));
	async_queue_put_nowait(queue, NULL);		/* is an item like any other */
	ASSERT(async_queue_full(queue));
	async_queue_put_nowait(queue, item(3));
	ASSERT_RAISED(QueueFull, "");
	ASSERT_INT(async_queue_qsize(queue), 2);
	ASSERT_INT(number(AWAIT(async_queue_get(queue))), 1);
	ASSERT(AWAIT(async_queue_get(queue)) == NULL);
	ASSERT(async_queue_empty(queue));
	ASSERT_NOTES("");
	return arg;
}

static void test_queue__with_room_and_items_does_not_suspend(void)
{
	suite_counts_passes();
	async_run(fill_and_empty);
	ASSERT_NOTES("a pass later");
}

/* The ring grows while it goes round. */
static void *put_many(void *arg)
{
	int in = 0, out = 0;

	queue = async_queue(0);
	for (int round = 1; round <= 6; round++) {
		for (int i = 0; i < 3 * round; i++)
			async_queue_put_nowait(queue, item(in++));
		for (int i = 0; i < 2 * round; i++)
			ASSERT_INT(number(async_queue_get_nowait(queue)), out++);
	}
	ASSERT_INT(async_queue_qsize(queue), in - out);
	while (out < in)
		ASSERT_INT(number(async_queue_get_nowait(queue)), out++);
	ASSERT(async_queue_empty(queue));
	ASSERT(!async_queue_full(queue));
	return arg;
}

static void test_queue__keeps_the_order(void)
{
	async_run(put_many);
}

static void *newest_first(void *arg)
{
	queue = async_lifo_queue(0);
	for (int i = 0; i < 20; i++)
		async_queue_put_nowait(queue, item(i));
	for (int i = 19; i >= 0; i--)
		ASSERT_INT(number(AWAIT(async_queue_get(queue))), i);
	return arg;
}

static void test_queue__lifo(void)
{
	async_run(newest_first);
}

/* By tens: so 31 and 38 are equal. */
static int compare(const void *a, const void *b)
{
	return number((void *)a) / 10 - number((void *)b) / 10;
}

static void *least_first(void *arg)
{
	static const int numbers[] = { 51, 31, 38, 11, 52, 35, 12, 13, 71, 32, 53, 14, 33 };

	queue = async_priority_queue(0, compare);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		AWAIT(async_queue_put(queue, item(numbers[i])));
	note_rest();
	return arg;
}

/* Equal ones come in the order of CPython 3.13, which is not the one they were put in. */
static void test_queue__priority(void)
{
	async_run(least_first);
	ASSERT_NOTES("11 12 14 13 38 33 35 32 31 53 52 51 71");
}

/* ---- Waiting ---- */

static void *make_room(void *arg)
{
	AWAIT(begin_full());
	ASSERT_INT(number(AWAIT(async_queue_get(queue))), 1);
	ASSERT_NOTES("");
	AWAIT(passes(1));
	ASSERT_NOTES("a:put");
	ASSERT_INT(number(AWAIT(async_queue_get(queue))), 2);
	ASSERT_INT(number(AWAIT(async_queue_get(queue))), 3);	/* waits: it is full for b */
	ASSERT_NOTES("b:put");
	ASSERT_INT(number(AWAIT(async_queue_get(queue))), 4);
	return arg;
}

static void test_queue__who_puts_waits_for_room(void)
{
	async_run(make_room);
	ASSERT_NOTES("c:put");
}

static void *put_three(void *arg)
{
	AWAIT(begin_empty());
	AWAIT(async_queue_put(queue, item(1)));
	AWAIT(async_queue_put(queue, item(2)));
	AWAIT(passes(1));
	ASSERT_NOTES("a:1 b:2");
	AWAIT(async_queue_put(queue, item(3)));
	AWAIT(passes(1));
	return arg;
}

static void test_queue__who_gets_waits_for_an_item(void)
{
	async_run(put_three);
	ASSERT_NOTES("c:3");
}

/* Who is there before the one that was woken takes its item, and it waits again, behind all. */
static void *get_first(void *arg)
{
	AWAIT(begin_empty());
	async_queue_put_nowait(queue, item(1));
	ASSERT_INT(number(AWAIT(async_queue_get(queue))), 1);
	AWAIT(passes(1));
	for (int i = 2; i <= 4; i++)
		async_queue_put_nowait(queue, item(i));
	AWAIT(passes(1));
	return arg;
}

static void test_queue__item_may_be_taken_from_who_was_woken(void)
{
	suite_counts_passes();
	async_run(get_first);
	ASSERT_NOTES("b:2 c:3 a:4");
}

/* ---- Cancelled ---- */

static void *cancel_getters(void *arg)
{
	struct async_task *e;

	AWAIT(begin_empty());
	async_create_task(get, "d");
	AWAIT(passes(1));
	async_task_cancel(a);
	async_queue_put_nowait(queue, item(1));
	AWAIT(passes(2));
	ASSERT_NOTES("a:CancelledError b:1");
	async_queue_put_nowait(queue, item(2));
	async_queue_put_nowait(queue, item(3));
	AWAIT(passes(1));
	ASSERT_NOTES("c:2 d:3");		/* nobody has lost his place */
	e = async_create_task(get, "e");
	AWAIT(passes(1));
	async_task_cancel(e);
	AWAIT(passes(1));
	async_queue_put_nowait(queue, item(4));
	note_rest();
	return arg;
}

static void test_queue__get_cancelled_before_an_item_came(void)
{
	suite_counts_passes();
	async_run(cancel_getters);
	ASSERT_NOTES("e:CancelledError 4");
}

static void *cancel_woken_getters(void *arg)
{
	AWAIT(begin_empty());
	async_queue_put_nowait(queue, item(1));
	async_queue_put_nowait(queue, item(2));
	async_task_cancel(a);
	async_task_cancel(b);
	AWAIT(passes(3));
	note_rest();
	return arg;
}

static void test_queue__get_cancelled_when_an_item_came(void)
{
	async_run(cancel_woken_getters);
	ASSERT_NOTES("a:CancelledError b:CancelledError c:1 2");
}

/* The item is gone already: then nobody else is woken, and nobody loses his place. */
static void *cancel_who_was_woken_for_nothing(void *arg)
{
	AWAIT(begin_empty());
	async_queue_put_nowait(queue, item(1));
	note_rest();
	async_task_cancel(a);
	AWAIT(passes(2));
	async_queue_put_nowait(queue, item(2));
	async_queue_put_nowait(queue, item(3));
	AWAIT(passes(1));
	return arg;
}

static void test_queue__get_cancelled_when_the_item_was_taken(void)
{
	async_run(cancel_who_was_woken_for_nothing);
	ASSERT_NOTES("1 a:CancelledError b:2 c:3");
}

static void *cancel_putters(void *arg)
{
	AWAIT(begin_full());
	async_task_cancel(a);
	async_queue_get_nowait(queue);
	AWAIT(passes(2));
	ASSERT_NOTES("a:CancelledError b:put");
	async_task_cancel(c);
	AWAIT(passes(1));
	note_rest();
	return arg;
}

static void test_queue__put_cancelled_before_there_was_room(void)
{
	async_run(cancel_putters);
	ASSERT_NOTES("c:CancelledError 3");
}

static void *cancel_woken_putter(void *arg)
{
	AWAIT(begin_full());
	async_queue_get_nowait(queue);
	async_task_cancel(a);
	AWAIT(passes(2));
	ASSERT_NOTES("a:CancelledError b:put");
	note_rest();
	AWAIT(passes(1));
	note_rest();
	return arg;
}

static void test_queue__put_cancelled_when_there_was_room(void)
{
	async_run(cancel_woken_putter);
	ASSERT_NOTES("3 c:put 4");
}

static const struct test tests[] = {
	TEST(test_queue__with_room_and_items_does_not_suspend),
	TEST(test_queue__keeps_the_order),
	TEST(test_queue__lifo),
	TEST(test_queue__priority),
	TEST(test_queue__who_puts_waits_for_room),
	TEST(test_queue__who_gets_waits_for_an_item),
	TEST(test_queue__item_may_be_taken_from_who_was_woken),
	TEST(test_queue__get_cancelled_before_an_item_came),
	TEST(test_queue__get_cancelled_when_an_item_came),
	TEST(test_queue__get_cancelled_when_the_item_was_taken),
	TEST(test_queue__put_cancelled_before_there_was_room),
	TEST(test_queue__put_cancelled_when_there_was_room),
};

SUITE(tests, NO_PROGRAMS)
