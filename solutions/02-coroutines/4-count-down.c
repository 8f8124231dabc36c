/* Solution: count down.
 *
 * Nothing had to be done so that count is still there when the function goes on behind its AWAIT.
 * Each speaker is a task with a stack of its own, and count is on that stack. */

#include <stdio.h>

#include "async.h"

ASYNC int count_down(const char *speaker, int count)
{
	/* ---- lines begin ---- */
	while (count > 0) {
		/* First speak, then wait: the first number comes at once. */
		printf("%s: %d\n", speaker, count);
		/* In the loop: a pause behind each number, behind the 1 as well. */
		/* async_block(1) would hold up the other speaker. */
		AWAIT(async_sleep(1));
		/* Behind the number. Whether before or behind the pause makes no difference. */
		count--;
	}
	printf("%s: lift-off\n", speaker);
	/* ---- lines end ---- */
	return 0;
}
