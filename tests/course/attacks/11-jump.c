/* attack 11: jumps out of what is judged, and takes the signals that would end it
 * outcome: wrong, forbidden-function */

#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

static sigjmp_buf out;

static void leave(int signal)
{
	(void)signal;
	siglongjmp(out, 1);
}

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	static const int signals[] = { SIGSEGV, SIGALRM, SIGXCPU, SIGTERM, SIGABRT };

	for (unsigned i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		signal(signals[i], leave);
	if (sigsetjmp(out, 1) != 0)
		exit(0);
	raise(SIGSEGV);
	for (int i = 0; i < CITIES; i++)
		weather[i] = AWAIT(fetch_weather(&(struct fetch_weather){ cities[i] }));
	return 0;
}
