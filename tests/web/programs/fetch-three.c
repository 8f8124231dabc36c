/* Three JSON documents at once, over HTTP: what that takes is not the sum of the waits, but the
 * longest of them. */

#include <stdio.h>

#include "weather.h"

static void *main_task(void *arg)
{
	struct async_coroutine *calls[CITIES];
	json_t *documents[CITIES];
	double began = async_loop_time(NULL);
	struct async_web_site *site = AWAIT(start_weather_service(NULL));

	ASYNC_WITH(site);
	ASYNC_WITH_AS(session, async_client_session());
	for (int i = 0; i < CITIES; i++)
		calls[i] = async_coroutine(fetch, session,
					   async_sprintf("http://127.0.0.1:%d/weather/%s",
							 async_web_site_port(site),
							 cities[i].name));
	AWAIT(async_gather(documents, calls[0], calls[1], calls[2]));
	for (int i = 0; i < CITIES; i++)
		printf("%s: %d degrees\n", cities[i].name, degrees_of(documents[i]));
	printf("after %.3f seconds\n", async_loop_time(NULL) - began);
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
