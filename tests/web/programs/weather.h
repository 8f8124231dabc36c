#ifndef WEATHER_H
#define WEATHER_H

/* The weather service that these programs ask: GET /weather/Oslo. It thinks for a while. */

#include <string.h>

#include "async.h"
#include "web/http.h"

enum { CITIES = 3 };

static const struct { const char *name; double delay; int degrees; } cities[CITIES] = {
	{ "Oslo", 3, 4 }, { "Lagos", 1, 31 }, { "Quito", 2, 17 },
};

static struct async_web_response *get_weather(struct async_web_request *request, void *arg)
{
	const char *city = async_web_request_match_info(request, "city");

	(void)arg;
	for (int i = 0; i < CITIES; i++)
		if (strcmp(cities[i].name, city) == 0) {
			AWAIT(async_sleep(cities[i].delay));
			return async_web_json_response(json_pack("{s:s, s:i}", "city", city,
								 "degrees", cities[i].degrees));
		}
	return async_raise(HTTPNotFound, "no weather of %s", city);
}

/* Start it, at a port that is free. [ssl] NULL: without TLS. */
ASYNC static struct async_web_site *start_weather_service(struct async_ssl_context *ssl)
{
	struct async_web_application *app = async_web_application();

	async_web_application_add_get(app, "/weather/{city}", get_weather, NULL);
	return async_web_tcp_site(app, "127.0.0.1", 0, .ssl = ssl);
}

/* A task: the document that [url] is about. */
struct fetch { struct async_client_session *session; const char *url; };

static void *fetch(void *arg)
{
	const struct fetch *self = arg;
	struct async_client_response *response =
		AWAIT(async_client_session_get(self->session, self->url));

	ASYNC_WITH(response);
	async_client_response_raise_for_status(response);
	return AWAIT(async_client_response_json(response));
}

static int degrees_of(const json_t *document)
{
	return (int)json_integer_value(json_object_get(document, "degrees"));
}

#endif
