#ifndef TESTS_WEATHER_H
#define TESTS_WEATHER_H

/* For the suites of HTTP: a weather service, with an answer of each kind. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "web/http.h"

enum { LARGE = 1000 * 1000 };

/* GET /weather/{city}?delay=3 */
static struct async_web_response *weather_get(struct async_web_request *request, void *arg)
{
	const char *city = async_web_request_match_info(request, "city");
	const char *delay = async_web_request_query(request, "delay");

	(void)arg;
	if (delay != NULL)
		AWAIT(async_sleep(atof(delay)));
	return async_web_json_response(json_pack("{s:s, s:i}", "city", city, "degrees", 7),
				       .headers = ASYNC_HEADERS({ "X-Station", "Blindern" }));
}

/* POST /echo: the body, as the type that it came as. */
static struct async_web_response *weather_echo(struct async_web_request *request, void *arg)
{
	size_t size;
	const char *body = AWAIT(async_web_request_read(request, &size));

	(void)arg;
	return async_web_response(
		.status = 201, .body = body, .size = size,
		.content_type = async_web_request_header(request, "Content-Type"));
}

/* GET /large: LARGE bytes. */
static struct async_web_response *weather_large(struct async_web_request *request, void *arg)
{
	char *body = async_alloc(LARGE);

	(void)request;
	(void)arg;
	memset(body, 'w', LARGE);
	return async_web_response(.body = body, .size = LARGE);
}

/* GET /stream: LARGE bytes, in parts; notes how far it has come when it ends, or is left. */
static struct async_web_response *weather_stream(struct async_web_request *request, void *arg)
{
	struct async_web_response *response = async_web_stream_response();
	char part[10000];
	int i = 0;

	(void)arg;
	memset(part, 's', sizeof part);
	AWAIT(async_web_response_prepare(response, request));
	for (; i < LARGE / (int)sizeof part && async_exception() == NULL; i++)
		TRY(async_web_response_write(response, part, sizeof part));
	if (async_exception() != NULL)
		note("stream:%s", async_exception()->type->name);
	else
		note("stream@%g", async_loop_time(NULL));
	return response;
}

/* GET /to/{where}: a redirect there. */
static struct async_web_response *weather_redirect(struct async_web_request *request, void *arg)
{
	const struct async_exception_type *const *type = arg;

	return async_raise_(NULL, *type, "%s", async_web_request_query(request, "to"));
}

static struct async_web_response *weather_fail(struct async_web_request *request, void *arg)
{
	(void)request;
	(void)arg;
	return async_raise(KeyError, "no such station");
}

/* GET /seen: the request line and some headers, as text. */
static struct async_web_response *weather_seen(struct async_web_request *request, void *arg)
{
	const char *agent = async_web_request_header(request, "X-Agent");
	const char *query = async_web_request_query(request, "q");
	const char *secret = async_web_request_header(request, "Authorization");

	(void)arg;
	return async_web_response(.text = async_sprintf(
		"%s %s q=%s agent=%s secret=%s", async_web_request_method(request),
		async_web_request_path(request), query != NULL ? query : "none",
		agent != NULL ? agent : "none", secret != NULL ? secret : "none"));
}

static struct async_web_application *weather_app(void)
{
	static const struct async_exception_type *found = HTTPFound, *kept = HTTPPermanentRedirect;
	struct async_web_application *app = async_web_application();

	async_web_application_add_get(app, "/weather/{city}", weather_get, NULL);
	async_web_application_add_post(app, "/echo", weather_echo, NULL);
	async_web_application_add_get(app, "/large", weather_large, NULL);
	async_web_application_add_get(app, "/stream", weather_stream, NULL);
	async_web_application_add_route(app, "*", "/found", weather_redirect, &found);
	async_web_application_add_route(app, "*", "/moved", weather_redirect, &kept);
	async_web_application_add_get(app, "/fail", weather_fail, NULL);
	async_web_application_add_route(app, "*", "/seen", weather_seen, NULL);
	async_web_application_add_route(app, "*", "/seen/{rest}", weather_seen, NULL);
	return async_exception() == NULL ? app : NULL;
}

/* What a test is given: the service's URL, and a session to ask it by. */
static char *base;
static struct async_client_session *session;

__attribute__((unused))
static const char *url_of(const char *path)
{
	return async_sprintf("%s%s", base, path);
}

/* Run [scene] with them. */
struct with_weather { void *(*scene)(void); };

static void *with_weather(void *arg)
{
	const struct with_weather *self = arg;
	struct async_web_site *site = AWAIT(async_web_tcp_site(weather_app(), "127.0.0.1", 0));

	ASYNC_WITH(site);
	session = async_client_session();
	ASYNC_WITH(session);
	base = async_sprintf("http://127.0.0.1:%d", async_web_site_port(site));
	return AWAIT(self->scene());
}

__attribute__((unused))
static void play(void *(*scene)(void))
{
	async_run(with_weather, scene);
}

/* The text that asking for [path] gives. */
__attribute__((unused))
ASYNC static const char *text_of(const char *path)
{
	struct async_client_response *response =
		AWAIT(async_client_session_get(session, url_of(path)));

	ASYNC_WITH(response);
	return AWAIT(async_client_response_text(response));
}

#endif
