/* feedback: first-speak-then-wait */
/* Waits before it speaks: the first number comes a second late. */

#include <stdio.h>

#include "async.h"

ASYNC int count_down(const char *speaker, int count)
{
	/* ---- lines begin ---- */
	while (count > 0) {
		AWAIT(async_sleep(1));
		printf("%s: %d\n", speaker, count);
		count--;
	}
	printf("%s: lift-off\n", speaker);
	/* ---- lines end ---- */
	return 0;
}
