/* feedback: lift-off-comes-last */
/* Closes the loop behind the lift-off, which then comes each time. */

#include <stdio.h>

#include "async.h"

ASYNC int count_down(const char *speaker, int count)
{
	/* ---- lines begin ---- */
	while (count > 0) {
		printf("%s: %d\n", speaker, count);
		AWAIT(async_sleep(1));
		count--;
	printf("%s: lift-off\n", speaker);
	}
	/* ---- lines end ---- */
	return 0;
}
