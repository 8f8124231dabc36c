/* feedback: blocks-the-loop */
/* Takes the line that blocks instead of the one that awaits. */

#include <stdio.h>

#include "async.h"

ASYNC int count_down(const char *speaker, int count)
{
	/* ---- lines begin ---- */
	while (count > 0) {
		printf("%s: %d\n", speaker, count);
		async_block(1);
		count--;
	}
	AWAIT(async_sleep(1));
	printf("%s: lift-off\n", speaker);
	/* ---- lines end ---- */
	return 0;
}
