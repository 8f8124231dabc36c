/* sync.h and queue.h: every call that waits is a cancellation point that leaves nothing behind.
 *
 * Three tasks wait for the same, one behind the other. The first is cancelled, in each of the first
 * passes, once or twice in a row, and what they wait for comes in each of them, before or behind
 * the cancellation. Whichever comes first: nobody else may go away empty, and nothing may be lost.
 * That holds in any order in which a pass runs what is ready: try ASYNC_SCHEDULE=random:17.
 */

#include "turns.h"

enum { LAST_PASS = 5 };

/* One call that waits. */
struct subject {
	int (*begin)(void);	/* see to it that the call waits; in the main task */
	int (*use)(void);	/* make the call, and give back what it took */
	int (*give)(void);	/* let one through, or all */
	void (*check)(void);	/* is all as it has to be after so many gifts? */
};

/* What happens when. */
static struct { int cancel_at, give_at; bool give_first, twice; } plan;

/* What has come of it. */
static int gifts, through, behind;	/* behind: of the two behind the first */

#define CHECK(condition)									\
	suite_assert((condition), __FILE__, __LINE__,						\
		     "cancelled in pass %d%s, given in pass %d, %s: %s; %d gifts, %d through",	\
		     plan.cancel_at, plan.twice ? " and the next" : "", plan.give_at,		\
		     plan.give_first ? "the gift first" : "the cancellation first", #condition,	\
		     gifts, through)

struct try_it { const struct subject *subject; bool is_first; };

static void *try_it(void *arg)
{
	const struct try_it *self = arg;

	AWAIT(self->subject->use());
	through++;
	behind += !self->is_first;
	return NULL;
}

ASYNC static int give(const struct subject *subject)
{
	AWAIT(subject->give());
	gifts++;
	return 0;
}

ASYNC static int play_pass(const struct subject *subject, struct async_task *first, int pass)
{
	if (pass == plan.give_at && plan.give_first)
		AWAIT(give(subject));
	if (pass == plan.cancel_at || (plan.twice && pass == plan.cancel_at + 1))
		async_task_cancel(first);
	if (pass == plan.give_at && !plan.give_first)
		AWAIT(give(subject));
	AWAIT(async_sleep(0));
	return 0;
}

struct play { const struct subject *subject; };

static void *play(void *arg)
{
	const struct subject *subject = ((const struct play *)arg)->subject;
	struct async_task *first;

	gifts = through = behind = 0;
	AWAIT(subject->begin());
	first = async_create_task(try_it, subject, true);
	async_create_task(try_it, subject, false);
	async_create_task(try_it, subject, false);
	for (int pass = 0; pass <= LAST_PASS; pass++)
		AWAIT(play_pass(subject, first, pass));
	AWAIT(passes(20));
	subject->check();
	for (int more = 0; more < 3; more++) {
		AWAIT(give(subject));
		AWAIT(passes(20));
	}
	subject->check();
	CHECK(behind == 2);
	CHECK(through == 2 + !async_task_cancelled(first));
	return NULL;
}

static void play_all(const struct subject *subject)
{
	for (int variant = 0; variant < 4; variant++)
		for (int pass = 0; pass <= LAST_PASS; pass++)
			for (int other = 0; other <= LAST_PASS; other++) {
				plan.give_first = variant & 1;
				plan.twice = variant & 2;
				plan.cancel_at = pass;
				plan.give_at = other;
				async_run(play, subject);
			}
}

/* ---- Lock ---- */

static struct async_lock *lock;

ASYNC static int begin_lock(void)
{
	lock = async_lock();
	AWAIT(async_lock_acquire(lock));
	return 0;
}

static void *release_lock(void *arg)
{
	async_lock_release(lock);
	return arg;
}

ASYNC static int use_lock(void)
{
	AWAIT(async_lock_acquire(lock));
	FINALLY(release_lock, NULL);
	AWAIT(async_sleep(0));
	return 0;
}

ASYNC static int give_lock(void)
{
	if (gifts == 0)
		async_lock_release(lock);
	return 0;
}

static void check_lock(void)
{
	CHECK(behind == 2);
	CHECK(!async_lock_locked(lock));
}

static void test_cancel_waits__lock(void)
{
	static const struct subject subject = { begin_lock, use_lock, give_lock, check_lock };

	play_all(&subject);
}

/* ---- Event ---- */

static struct async_event *event;

ASYNC static int begin_event(void)
{
	event = async_event();
	return 0;
}

ASYNC static int use_event(void)
{
	AWAIT(async_event_wait(event));
	return 0;
}

ASYNC static int give_event(void)
{
	async_event_set(event);
	return 0;
}

static void check_event(void)
{
	CHECK(behind == 2);
}

static void test_cancel_waits__event(void)
{
	static const struct subject subject = { begin_event, use_event, give_event, check_event };

	play_all(&subject);
}

/* ---- Condition ---- */

static struct async_condition *condition;
static int tickets;

ASYNC static int begin_condition(void)
{
	condition = async_condition(NULL);
	tickets = 0;
	return 0;
}

static void *release_condition(void *arg)
{
	ASSERT(async_condition_locked(condition));
	async_condition_release(condition);
	return arg;
}

ASYNC static int use_condition(void)
{
	AWAIT(async_condition_acquire(condition));
	FINALLY(release_condition, NULL);
	AWAIT(async_condition_wait(condition));
	return 0;
}

ASYNC static int give_condition(void)
{
	AWAIT(async_condition_acquire(condition));
	async_condition_notify(condition, 1);
	async_condition_release(condition);
	return 0;
}

/* A gift may come when nobody waits, and is lost then; and who is cancelled has another
 * notified. */
static void check_condition(void)
{
	CHECK(!async_condition_locked(condition));
	CHECK(plan.give_at < 2 || through >= 1);
}

static void test_cancel_waits__condition(void)
{
	static const struct subject subject = {
		begin_condition, use_condition, give_condition, check_condition,
	};

	play_all(&subject);
}

/* The same with a predicate: now every gift has to be found. */
static bool is_there_a_ticket(void *arg)
{
	(void)arg;
	return tickets > 0;
}

ASYNC static int use_wait_for(void)
{
	AWAIT(async_condition_acquire(condition));
	FINALLY(release_condition, NULL);
	AWAIT(async_condition_wait_for(condition, is_there_a_ticket, NULL));
	tickets--;
	return 0;
}

ASYNC static int give_ticket(void)
{
	AWAIT(async_condition_acquire(condition));
	tickets++;
	async_condition_notify(condition, 1);
	async_condition_release(condition);
	return 0;
}

static void check_tickets(void)
{
	CHECK(through + tickets == gifts);
	CHECK(behind == 2 || tickets == 0);
}

static void test_cancel_waits__condition_wait_for(void)
{
	static const struct subject subject = {
		begin_condition, use_wait_for, give_ticket, check_tickets,
	};

	play_all(&subject);
}

/* ---- Semaphore ---- */

static struct async_semaphore *semaphore;

ASYNC static int begin_semaphore(void)
{
	semaphore = async_bounded_semaphore(2);
	AWAIT(async_semaphore_acquire(semaphore));
	AWAIT(async_semaphore_acquire(semaphore));
	return 0;
}

static void *release_semaphore(void *arg)
{
	async_semaphore_release(semaphore);
	return arg;
}

ASYNC static int use_semaphore(void)
{
	AWAIT(async_semaphore_acquire(semaphore));
	FINALLY(release_semaphore, NULL);
	AWAIT(async_sleep(0));
	return 0;
}

ASYNC static int give_semaphore(void)
{
	if (gifts < 2)
		async_semaphore_release(semaphore);
	return 0;
}

/* Were a place lost, or one too many given back, the two places would not be there. */
static void check_semaphore(void)
{
	CHECK(behind == 2);
	CHECK(!async_semaphore_locked(semaphore));
	if (gifts > 1) {
		async_semaphore_release(semaphore);
		ASSERT_RAISED(ValueError, "BoundedSemaphore released too many times");
	}
}

static void test_cancel_waits__semaphore(void)
{
	static const struct subject subject = {
		begin_semaphore, use_semaphore, give_semaphore, check_semaphore,
	};

	play_all(&subject);
}

/* ---- Barrier ---- */

static struct async_barrier *barrier;

ASYNC static int begin_barrier(void)
{
	barrier = async_barrier(3);
	return 0;
}

ASYNC static int use_barrier(void)
{
	AWAIT(async_barrier_wait(barrier));
	return 0;
}

static void *come_too(void *arg)
{
	TRY(use_barrier());
	return arg;
}

ASYNC static int give_barrier(void)
{
	async_create_task(come_too);
	return 0;
}

/* The two behind the first go with it, or with the gift, unless that comes together with them, and
 * the run has another order (ASYNC_SCHEDULE). */
static void check_barrier(void)
{
	CHECK(behind == 2 || plan.give_at == 0);
	CHECK(async_barrier_n_waiting(barrier) < 3);
	CHECK(!async_barrier_broken(barrier));
}

static void test_cancel_waits__barrier(void)
{
	static const struct subject subject = {
		begin_barrier, use_barrier, give_barrier, check_barrier,
	};

	play_all(&subject);
}

/* ---- Queue ---- */

static struct async_queue *queue;
static size_t taken;

ASYNC static int begin_get(void)
{
	queue = async_queue(0);
	return 0;
}

ASYNC static int use_get(void)
{
	AWAIT(async_queue_get(queue));
	return 0;
}

ASYNC static int give_item(void)
{
	async_queue_put_nowait(queue, NULL);
	return 0;
}

static void check_get(void)
{
	CHECK(through + (int)async_queue_qsize(queue) == gifts);
	CHECK(behind == 2 || async_queue_empty(queue));
}

static void test_cancel_waits__queue_get(void)
{
	static const struct subject subject = { begin_get, use_get, give_item, check_get };

	play_all(&subject);
}

ASYNC static int begin_put(void)
{
	queue = async_queue(1);
	async_queue_put_nowait(queue, NULL);
	taken = 0;
	return 0;
}

ASYNC static int use_put(void)
{
	AWAIT(async_queue_put(queue, NULL));
	return 0;
}

ASYNC static int give_room(void)
{
	if (!async_queue_empty(queue)) {
		async_queue_get_nowait(queue);
		taken++;
	}
	return 0;
}

static void check_put(void)
{
	CHECK((size_t)through + 1 == taken + async_queue_qsize(queue));
	CHECK(behind == 2 || async_queue_full(queue));
}

static void test_cancel_waits__queue_put(void)
{
	static const struct subject subject = { begin_put, use_put, give_room, check_put };

	play_all(&subject);
}

ASYNC static int use_join(void)
{
	AWAIT(async_queue_join(queue));
	return 0;
}

ASYNC static int give_end_of_work(void)
{
	if (gifts == 0)
		async_queue_task_done(queue);
	return 0;
}

static void test_cancel_waits__queue_join(void)
{
	static const struct subject subject = {
		begin_put, use_join, give_end_of_work, check_event,
	};

	play_all(&subject);
}

static const struct test tests[] = {
	TEST(test_cancel_waits__lock),
	TEST(test_cancel_waits__event),
	TEST(test_cancel_waits__condition),
	TEST(test_cancel_waits__condition_wait_for),
	TEST(test_cancel_waits__semaphore),
	TEST(test_cancel_waits__barrier),
	TEST(test_cancel_waits__queue_get),
	TEST(test_cancel_waits__queue_put),
	TEST(test_cancel_waits__queue_join),
};

SUITE(tests, NO_PROGRAMS)
