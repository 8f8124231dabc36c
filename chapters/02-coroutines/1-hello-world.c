/* A function can wait in its middle and go on: hello, one second, world. */

#include <stdio.h>

#include "async.h"

static void *greet(void *arg)
{
	(void)arg;
	puts("Hello");
	AWAIT(async_sleep(1));
	puts("World");
	return NULL;
}

int main(void)
{
	async_run(greet);
	return 0;
}
