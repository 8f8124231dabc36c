/* One of three services is down: its error is told, and the other two answers are still there. */

#include <stdio.h>

#include "weather.h"

/* A port at which nobody listens any more. */
ASYNC static int free_port(void)
{
	struct async_web_site *site = AWAIT(start_weather_service(NULL));
	int port = async_web_site_port(site);

	AWAIT(async_web_site_close(site));
	return port;
}

/* [text] without the port, which is another one each time. */
static const char *without_port(const char *text, int port)
{
	char *copy = async_strdup(text), number[16], *at;

	snprintf(number, sizeof number, "%d", port);
	while ((at = strstr(copy, number)) != NULL) {
		memmove(at + 4, at + strlen(number), strlen(at + strlen(number)) + 1);
		memcpy(at, "PORT", 4);
	}
	return copy;
}

static void *main_task(void *arg)
{
	struct async_outcome outcomes[CITIES];
	struct async_coroutine *calls[CITIES];
	struct async_web_site *site = AWAIT(start_weather_service(NULL));
	int down = AWAIT(free_port());

	ASYNC_WITH(site);
	ASYNC_WITH_AS(session, async_client_session());
	for (int i = 0; i < CITIES; i++)
		calls[i] = async_coroutine(fetch, session, async_sprintf(
			"http://127.0.0.1:%d/weather/%s", i == 1 ? down : async_web_site_port(site),
			cities[i].name));
	AWAIT(async_gather_outcomes(outcomes, calls[0], calls[1], calls[2]));
	for (int i = 0; i < CITIES; i++)
		if (outcomes[i].exception == NULL)
			printf("%s: %d degrees\n", cities[i].name, degrees_of(outcomes[i].result));
		else
			printf("%s: %s: %s\n", cities[i].name, outcomes[i].exception->type->name,
			       without_port(outcomes[i].exception->message, down));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
