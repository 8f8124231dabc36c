/* feedback: other-lines */
/* Writes another line instead of a given one. */

#include <stdio.h>

#include "async.h"

ASYNC int count_down(const char *speaker, int count)
{
	/* ---- lines begin ---- */
	while (count > 0) {
		printf("%s: %d\n", speaker, count);
		AWAIT(async_sleep(1.0));
		count--;
	}
	printf("%s: lift-off\n", speaker);
	/* ---- lines end ---- */
	return 0;
}
