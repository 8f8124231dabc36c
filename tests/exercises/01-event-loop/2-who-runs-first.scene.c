/* The scene: the program whose lines are put in order. The starter shows it, from say() on. */

#include <stdio.h>

#include "async.h"
#include "record.h"

static void say(void *line)
{
	puts(line);
}

static void open_desk(void *arg)
{
	(void)arg;
	puts("the desk opens");
	async_loop_call_soon(NULL, say, "a customer is served");
	puts("the blinds are up");
}

static void turn_on_radio(void *arg)
{
	(void)arg;
	puts("the radio plays");
	async_loop_call_soon(NULL, say, "the news is read");
}

static void close_desk(void *arg)
{
	async_loop_stop(arg);
}

int main(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_call_later(loop, 3, close_desk, loop);
	async_loop_call_later(loop, 2, say, "the second train leaves");
	async_loop_call_later(loop, 1, say, "the first train leaves");
	async_loop_call_later(loop, 0, say, "the clock strikes six");
	async_loop_call_soon(loop, open_desk, NULL);
	async_loop_call_soon(loop, turn_on_radio, NULL);
	puts("the keys are on the hook");

	async_loop_run_forever(loop);
	async_loop_close(loop);
	record_returned();
	return 0;
}
