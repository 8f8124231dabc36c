/* libuv: uv_queue_work(), each from the end of the one before. */

#include <stdio.h>
#include <uv.h>

#include "../seconds.h"

enum { CALLS = 10000, WARMING = CALLS / 10 };

static int calls;
static double began;

static void work(uv_work_t *request)
{
	(void)request;
}

static void on_done(uv_work_t *request, int status)
{
	(void)status;
	if (++calls == WARMING)
		began = seconds();
	if (calls < WARMING + CALLS)
		uv_queue_work(request->loop, request, work, on_done);
}

int main(void)
{
	uv_work_t request;

	uv_queue_work(uv_default_loop(), &request, work, on_done);
	uv_run(uv_default_loop(), UV_RUN_DEFAULT);
	printf("time %.3f\n", (seconds() - began) * 1e6 / CALLS);
	return 0;
}
