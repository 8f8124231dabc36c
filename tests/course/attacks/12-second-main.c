/* attack 12, a fourth form: has the scene play once more inside of itself, with stations
 * that are quick
 * outcome: wrong, forbidden-function */

#include "async.h"

enum { CITIES = 3 };

struct fetch_weather { const char *city; };
void *fetch_weather(void *arg);
int main(int argc, char **argv);

ASYNC int fetch_page(const char *const cities[CITIES], const char *weather[CITIES])
{
	static int calls;
	char *arguments[] = {
		"7-overlap", (char *)cities[0], "0", "sun", (char *)cities[1], "0", "fog",
		(char *)cities[2], "0", "rain", NULL,
	};

	if (calls++ == 0)
		main(10, arguments);
	for (int i = 0; i < CITIES; i++)
		weather[i] = AWAIT(fetch_weather(&(struct fetch_weather){ cities[i] }));
	return 0;
}
