/* feedback: lift-off-comes-last */
/* Says lift-off before it counts. */

#include <stdio.h>

#include "async.h"

ASYNC int count_down(const char *speaker, int count)
{
	/* ---- lines begin ---- */
	printf("%s: lift-off\n", speaker);
	while (count > 0) {
		printf("%s: %d\n", speaker, count);
		AWAIT(async_sleep(1));
		count--;
	}
	/* ---- lines end ---- */
	return 0;
}
