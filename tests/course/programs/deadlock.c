/* Two locks, taken in two orders. */

#include "async.h"

static struct async_lock *left, *right;

static void *take_left_first(void *arg)
{
	AWAIT(async_lock_acquire(left));
	AWAIT(async_sleep(1));
	AWAIT(async_lock_acquire(right));
	return arg;
}

static void *take_right_first(void *arg)
{
	AWAIT(async_lock_acquire(right));
	AWAIT(async_sleep(1));
	AWAIT(async_lock_acquire(left));
	return arg;
}

static void *main_task(void *arg)
{
	left = async_lock();
	right = async_lock();
	struct async_task *one = async_create_task(take_left_first);
	struct async_task *other = async_create_task(take_right_first);

	AWAIT(async_gather(NULL, one, other));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
