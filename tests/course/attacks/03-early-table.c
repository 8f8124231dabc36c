/* attack 3, another form: a table that the dynamic linker takes for one of its own, and by which it
 * would call a function before the record is there, as for an ifunc
 * outcome: wrong, unusual-object */

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);

/* Where, what (R_X86_64_IRELATIVE), and the address to call. */
__asm__(".section .rela.plt, \"a\"\n"
	"	.quad 0x10, 37, 0x1000\n"
	"	.text\n");

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	for (int i = 0; i < CITIES; i++)
		weather[i] = AWAIT(fetch_weather(&(struct fetch_weather){ cities[i] }));
	return 0;
}
