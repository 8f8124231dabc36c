/* While one callback blocks, all the others wait: the loop is one thread.
 *
 * A ticket desk. Its display is refreshed every second. After two and a half seconds the clerk
 * counts the till, which takes three seconds, and does not return to the loop before the end. */

#include <stdio.h>

#include "async.h"

struct desk {
	struct async_loop *loop;
	int refreshed;
};

static void refresh_display(void *arg)
{
	struct desk *desk = arg;

	desk->refreshed++;
	printf("display: refresh %d\n", desk->refreshed);
	async_loop_call_later(desk->loop, 1, refresh_display, desk);
}

static void count_till(void *arg)
{
	(void)arg;
	puts("clerk: I count the till");
	async_block(3);
	puts("clerk: I have counted the till");
}

static void serve_customer(void *arg)
{
	(void)arg;
	puts("customer: at last");
}

static void close_desk(void *arg)
{
	struct desk *desk = arg;

	printf("desk: closed; 7 refreshes were due, %d came\n", desk->refreshed);
	async_loop_stop(desk->loop);
}

int main(void)
{
	struct desk desk = { .loop = async_new_event_loop() };

	async_loop_call_later(desk.loop, 1, refresh_display, &desk);
	async_loop_call_later(desk.loop, 2.5, count_till, NULL);
	async_loop_call_later(desk.loop, 2.8, serve_customer, NULL);
	async_loop_call_later(desk.loop, 7.2, close_desk, &desk);

	async_loop_run_forever(desk.loop);
	async_loop_close(desk.loop);
	return 0;
}
