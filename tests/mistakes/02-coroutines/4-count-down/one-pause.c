/* feedback: pause-behind-each */
/* Awaits once, behind the loop: all numbers come at once. */

#include <stdio.h>

#include "async.h"

ASYNC int count_down(const char *speaker, int count)
{
	/* ---- lines begin ---- */
	while (count > 0) {
		printf("%s: %d\n", speaker, count);
		count--;
	}
	AWAIT(async_sleep(1));
	printf("%s: lift-off\n", speaker);
	/* ---- lines end ---- */
	return 0;
}
