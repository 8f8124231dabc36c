/* Ours: call_at() and Handle.cancel(). */

#include "async.h"

#include "timers.h"

static struct async_handle *handles;
static double expiring;
static struct async_future *over;

static void on_time(void *arg)
{
	(void)arg;
	if (--left == 0) {
		count_time(expiring);
		async_future_set_result(over, NULL);
	}
}

static void *run_all(void *arg)
{
	(void)arg;
	handles = malloc(timers * sizeof *handles);
	for (; round_number < ROUNDS; round_number++) {
		double began = seconds(), now = async_loop_time(NULL);

		over = async_loop_create_future(NULL);
		left = timers - timers / 2;
		for (size_t i = 0; i < timers; i++)
			handles[i] = async_loop_call_at(NULL, now + delays[i], on_time, NULL);
		for (size_t i = 1; i < timers; i += 2)
			async_handle_cancel(handles[i]);
		count_time(began);
		pass_time(began);
		expiring = seconds();
		AWAIT(async_await(over));
	}
	return NULL;
}

int main(int argc, char **argv)
{
	timers_begin(argc, argv);
	async_use_clock(ASYNC_CLOCK_REAL);
	async_run(run_all);
	return timers_end();
}
