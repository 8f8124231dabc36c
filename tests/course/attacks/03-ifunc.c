/* attack 3: ends the program from the resolver of an ifunc, which runs even before constructors
 * outcome: wrong, runs-before-main */

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

static int answer(void)
{
	return 42;
}

static int (*resolve(void))(void) __attribute__((used));
static int (*resolve(void))(void)
{
#ifdef __x86_64__
	__asm__ volatile("syscall" : : "a"(231), "D"(0) : "rcx", "r11", "memory");
#endif
	return answer;
}

int chosen(void) __attribute__((ifunc("resolve")));

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	chosen();
	for (int i = 0; i < CITIES; i++)
		weather[i] = AWAIT(fetch_weather(&(struct fetch_weather){ cities[i] }));
	return 0;
}
