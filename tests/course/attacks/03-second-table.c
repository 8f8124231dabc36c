/* attack 3, another form: two tables of symbols, of which the linker may believe the other one
 * outcome: wrong, unusual-object */

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

__asm__(".section .symtab2, \"M\", %0x2, 24\n"
	"	.zero 48\n"
	"	.text\n");

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	for (int i = 0; i < CITIES; i++)
		weather[i] = AWAIT(fetch_weather(&(struct fetch_weather){ cities[i] }));
	return 0;
}
