/* The loop works in passes: what a callback schedules waits for the next pass.
 *
 * A kitchen on an evening with one guest. Its lines do not come in the order in which main()
 * names them. */

#include <stdio.h>

#include "async.h"

static void say(void *arg)
{
	puts(arg);
}

static void serve_soup(void *arg)
{
	struct async_loop *loop = arg;

	puts("soup: served");
	async_loop_call_soon(loop, say, "soup: the plates come back");
	puts("soup: the waiter goes on");
}

static void close_kitchen(void *arg)
{
	struct async_loop *loop = arg;

	puts("the kitchen is closed");
	async_loop_stop(loop);
}

int main(void)
{
	struct async_loop *loop = async_new_event_loop();

	async_loop_call_later(loop, 3, close_kitchen, loop);
	async_loop_call_later(loop, 2, say, "dessert: served");
	async_loop_call_later(loop, 1, say, "main course: served");
	async_loop_call_later(loop, 0, say, "water: served");
	async_loop_call_soon(loop, serve_soup, loop);
	async_loop_call_soon(loop, say, "bread: served");
	puts("the kitchen is open");

	async_loop_run_forever(loop);
	async_loop_close(loop);
	return 0;
}
