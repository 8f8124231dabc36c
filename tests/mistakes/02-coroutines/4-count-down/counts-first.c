/* feedback: first-speak-then-count */
/* Counts before it speaks: begins one too low, and says 0. */

#include <stdio.h>

#include "async.h"

ASYNC int count_down(const char *speaker, int count)
{
	/* ---- lines begin ---- */
	while (count > 0) {
		count--;
		printf("%s: %d\n", speaker, count);
		AWAIT(async_sleep(1));
	}
	printf("%s: lift-off\n", speaker);
	/* ---- lines end ---- */
	return 0;
}
