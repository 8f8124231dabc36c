/* feedback: blocks-the-loop */
/* Leaves in the line that is too many. */

#include <stdio.h>

#include "async.h"

ASYNC int count_down(const char *speaker, int count)
{
	/* ---- lines begin ---- */
	while (count > 0) {
		printf("%s: %d\n", speaker, count);
		AWAIT(async_sleep(1));
		async_block(1);
		count--;
	}
	printf("%s: lift-off\n", speaker);
	/* ---- lines end ---- */
	return 0;
}
