/* libuv: its timers, in an array. They count whole milliseconds. */

#include <uv.h>

#include "timers.h"

static uv_timer_t *all;
static double expiring;

static void on_time(uv_timer_t *timer)
{
	(void)timer;
	if (--left == 0)
		count_time(expiring);
}

static void run_round(uv_loop_t *loop)
{
	double began = seconds();

	left = timers - timers / 2;
	uv_update_time(loop);
	for (size_t i = 0; i < timers; i++) {
		uv_timer_init(loop, &all[i]);
		uv_timer_start(&all[i], on_time, (uint64_t)(delays[i] * 1e3), 0);
	}
	for (size_t i = 1; i < timers; i += 2)
		uv_timer_stop(&all[i]);
	count_time(began);
	pass_time(began);
	expiring = seconds();
	uv_run(loop, UV_RUN_DEFAULT);
	for (size_t i = 0; i < timers; i++)
		uv_close((uv_handle_t *)&all[i], NULL);
	uv_run(loop, UV_RUN_DEFAULT);
}

int main(int argc, char **argv)
{
	timers_begin(argc, argv);
	all = malloc(timers * sizeof *all);
	for (; round_number < ROUNDS; round_number++)
		run_round(uv_default_loop());
	return timers_end();
}
