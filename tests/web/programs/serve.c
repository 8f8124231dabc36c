/* A server for other people's clients: tests/web/clients.sh. Prints the port that it listens at,
 * and serves until it is ended. */

#include <stdio.h>

#include <string.h>

#include "async.h"
#include "web/http.h"

enum { PARTS = 1000, PART = 10000 };

/* POST /echo: the body. */
static struct async_web_response *echo(struct async_web_request *request, void *arg)
{
	size_t size;
	const char *body = AWAIT(async_web_request_read(request, &size));

	(void)arg;
	return async_web_response(.body = body, .size = size);
}

/* GET /large: 10 MB, in parts. */
static struct async_web_response *large(struct async_web_request *request, void *arg)
{
	struct async_web_response *response = async_web_stream_response();
	char part[PART];

	(void)arg;
	memset(part, 'w', sizeof part);
	AWAIT(async_web_response_prepare(response, request));
	for (int i = 0; i < PARTS; i++)
		AWAIT(async_web_response_write(response, part, sizeof part));
	return response;
}

static struct async_web_response *hello(struct async_web_request *request, void *arg)
{
	(void)request;
	(void)arg;
	return async_web_response(.text = "Hello\n");
}

static struct async_web_response *move(struct async_web_request *request, void *arg)
{
	(void)request;
	(void)arg;
	return async_raise(HTTPFound, "/hello");
}

static void *main_task(void *arg)
{
	struct async_web_application *app = async_web_application();
	struct async_web_site *site;

	async_web_application_add_get(app, "/hello", hello, NULL);
	async_web_application_add_get(app, "/moved", move, NULL);
	async_web_application_add_get(app, "/large", large, NULL);
	async_web_application_add_post(app, "/echo", echo, NULL);
	site = AWAIT(async_web_tcp_site(app, "127.0.0.1", 0));
	ASYNC_WITH(site);
	printf("%d\n", async_web_site_port(site));
	fflush(stdout);
	AWAIT(async_sleep(1e9));
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
