/* Ours: a session, and a gather of as many requests as are asked for. */

#include "async.h"
#include "web/http.h"

#include <stdio.h>
#include <stdlib.h>

#include "../seconds.h"

enum { REQUESTS = 10000 };			/* in all */

struct get { struct async_client_session *session; const char *url; };

static void *get(void *arg)
{
	const struct get *self = arg;

	ASYNC_WITH_AS(response, AWAIT(async_client_session_get(self->session, self->url)));
	AWAIT(async_client_response_text(response));
	return NULL;
}

struct get_all { struct async_client_session *session; const char *url; int count; };

static void *get_all(void *arg)
{
	const struct get_all *self = arg;
	struct async_coroutine **gets = async_alloc((size_t)self->count * sizeof *gets);

	for (int i = 0; i < self->count; i++)
		gets[i] = async_coroutine(get, self->session, self->url);
	AWAIT(async_gather_array(NULL, gets, (size_t)self->count));
	return NULL;
}

/* A round, and all that it has allocated goes with its task. */
ASYNC static int run_round(struct async_client_session *session, const char *url, int count)
{
	struct async_task *task = async_create_task(get_all, session, url, count);

	AWAIT(async_await(task));
	async_detach(task);
	return 0;
}

struct measure { const char *port; int count; };

static void *measure(void *arg)
{
	const struct measure *self = arg;
	const char *url = async_sprintf("http://127.0.0.1:%s/", self->port);
	double began;

	ASYNC_WITH_AS(session, async_client_session());
	AWAIT(run_round(session, url, 100));
	began = seconds();
	for (int done = 0; done < REQUESTS; done += self->count) {
		AWAIT(run_round(session, url, self->count));
	}
	printf("rate %.0f\n", REQUESTS / (seconds() - began));
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: async PORT REQUESTS\n");
		return 1;
	}
	async_run(measure, argv[1], atoi(argv[2]));
	return 0;
}
