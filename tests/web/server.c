/* web/server.h: what clients get that speak HTTP well, badly, slowly, or not at all. */

#include "weather.h"

/* ---- Raw: what is sent, and what comes, up to the end ---- */

/* Send it, and give what comes until the server closes. */
ASYNC static const char *raw(const char *sent)
{
	struct async_stream_reader *reader = NULL;
	struct async_stream_writer *writer = NULL;
	const char *port = strrchr(base, ':') + 1, *answer;

	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", atoi(port)));
	async_stream_writer_write(writer, sent, strlen(sent));
	AWAIT(async_stream_writer_drain(writer));
	answer = AWAIT(async_stream_reader_read(reader, SIZE_MAX, NULL));
	answer = async_strdup(answer);
	async_stream_writer_close(writer);
	return answer;
}

/* The first line of an answer. */
static const char *line_of(const char *answer)
{
	return async_sprintf("%.*s", (int)strcspn(answer, "\r\n"), answer);
}

#define CLOSE "Host: x\r\nConnection: close\r\n\r\n"

static void *answers(void)
{
	const char *answer = AWAIT(raw("GET /weather/Bod%C3%B8 HTTP/1.1\r\n" CLOSE));

	ASSERT_STRING(line_of(answer), "HTTP/1.1 200 OK");
	ASSERT_CONTAINS(answer, "\r\nContent-Type: application/json; charset=utf-8\r\n");
	ASSERT_CONTAINS(answer, "\r\nContent-Length: 31\r\n");
	ASSERT_CONTAINS(answer, "\r\nConnection: close\r\n");
	ASSERT_CONTAINS(answer, "\r\n\r\n{\"city\": \"Bod\303\270\", \"degrees\": 7}");
	return NULL;
}

static void test_answer__to_a_request(void)
{
	play(answers);
}

static void *of_all_kinds(void)
{
	static const struct { const char *sent, *line; } asked[] = {
		{ "GET /nowhere HTTP/1.1\r\n" CLOSE, "HTTP/1.1 404 Not Found" },
		{ "DELETE /echo HTTP/1.1\r\n" CLOSE, "HTTP/1.1 405 Method Not Allowed" },
		{ "BREW /echo HTTP/1.1\r\n" CLOSE, "HTTP/1.1 501 Not Implemented" },
		{ "GET /weather/ HTTP/1.1\r\n" CLOSE, "HTTP/1.1 404 Not Found" },
		{ "GET /weather/a/b HTTP/1.1\r\n" CLOSE, "HTTP/1.1 404 Not Found" },
		{ "GET / HTTP/9.1\r\n" CLOSE, "HTTP/1.1 400 Bad Request" },
		{ "nonsense that is long enough\r\n\r\n", "HTTP/1.1 400 Bad Request" },
		{ "GET /seen HTTP/1.0\r\n\r\n", "HTTP/1.0 200 OK" },
		{ "POST /echo HTTP/1.1\r\nContent-Length: -1\r\n" CLOSE,
		  "HTTP/1.1 400 Bad Request" },
		{ "POST /echo HTTP/1.1\r\nContent-Length: 9999999\r\n" CLOSE,
		  "HTTP/1.1 413 Request Entity Too Large" },
		{ "POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" CLOSE
		  "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "HTTP/1.1 201 Created" },
	};

	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
		const char *answer = AWAIT(raw(asked[i].sent));

		ASSERT_STRING(line_of(answer), asked[i].line);
	}
	return NULL;
}

static void test_answer__to_what_is_no_request(void)
{
	play(of_all_kinds);
}

static void *allowed(void)
{
	const char *answer = AWAIT(raw("DELETE /echo HTTP/1.1\r\n" CLOSE));

	ASSERT_CONTAINS(answer, "\r\nAllow: POST\r\n");
	answer = AWAIT(raw("GET /found?to=/seen HTTP/1.1\r\n" CLOSE));
	ASSERT_STRING(line_of(answer), "HTTP/1.1 302 Found");
	ASSERT_CONTAINS(answer, "\r\nLocation: /seen\r\n");
	answer = AWAIT(raw("HEAD /weather/Oslo HTTP/1.1\r\n" CLOSE));
	ASSERT_CONTAINS(answer, "\r\nContent-Length: 30\r\n");
	ASSERT_STRING(strstr(answer, "\r\n\r\n"), "\r\n\r\n");
	return NULL;
}

static void test_answer__says_what_is_allowed(void)
{
	play(allowed);
}

static void *twice(void)
{
	const char *answer = AWAIT(raw("GET /seen?q=1 HTTP/1.1\r\nHost: x\r\n\r\n"
				       "GET /seen?q=2 HTTP/1.1\r\n" CLOSE));

	ASSERT_CONTAINS(answer, "q=1");
	ASSERT_CONTAINS(answer, "q=2");
	return NULL;
}

static void test_answer__to_two_requests_on_one_connection(void)
{
	play(twice);
}

static void *old_stream(void)
{
	const char *answer =
		AWAIT(raw("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));

	ASSERT_STRING(line_of(answer), "HTTP/1.0 200 OK");
	ASSERT(strstr(answer, "chunked") == NULL);
	ASSERT_INT(strlen(strstr(answer, "\r\n\r\n") + 4), LARGE);
	return NULL;
}

static void test_stream__to_an_old_client(void)
{
	play(old_stream);
	ASSERT_NOTES("stream@0");
}

/* ---- Handlers ---- */

static void note_context(struct async_loop *loop, const struct async_exception_context *context,
			 void *arg)
{
	(void)loop;
	(void)arg;
	note("%s:%s:%s", context->message, context->exception->type->name,
	     context->exception->message);
}

static void *failing(void)
{
	async_loop_set_exception_handler(NULL, note_context, NULL);
	const char *answer = AWAIT(raw("GET /fail HTTP/1.1\r\n" CLOSE));

	ASSERT_STRING(line_of(answer), "HTTP/1.1 500 Internal Server Error");
	ASSERT_CONTAINS(answer, "\r\n\r\n500 Internal Server Error\n\n"
				"Server got itself in trouble");
	return NULL;
}

static void test_handler__that_fails_is_told_of(void)
{
	play(failing);
	ASSERT_NOTES("Error handling request:KeyError:no such station");
}

static struct async_web_response *conflict(struct async_web_request *request, void *arg)
{
	(void)request;
	return async_raise_(NULL, arg, "it is taken");
}

static void *conflicting(void *arg)
{
	struct async_web_application *app = async_web_application();
	struct async_web_site *site;
	const char *answer;

	async_web_application_add_get(app, "/", conflict, (void *)HTTPConflict);
	site = AWAIT(async_web_tcp_site(app, "127.0.0.1", 0));
	ASYNC_WITH(site);
	base = async_sprintf("http://127.0.0.1:%d", async_web_site_port(site));
	answer = AWAIT(raw("GET / HTTP/1.1\r\n" CLOSE));
	ASSERT_STRING(line_of(answer), "HTTP/1.1 409 Conflict");
	ASSERT_CONTAINS(answer, "\r\n\r\nit is taken");
	return arg;
}

static void test_handler__raises_an_answer(void)
{
	async_run(conflicting);
}

static void *bad_routes(void *arg)
{
	static const char *const paths[] = { "", "x", "/{", "/{}", "/a{b}", "/{a}b", "/{a{b}}" };
	struct async_web_application *app = async_web_application();

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		async_web_application_add_get(app, paths[i], conflict, NULL);
		ASSERT_RAISED(ValueError, NULL);
	}
	return arg;
}

static void test_route__that_is_none(void)
{
	async_run(bad_routes);
}

/* ---- Clients that are slow, or leave ---- */

static void *silent(void)
{
	const char *answer = AWAIT(raw(""));

	ASSERT_STRING(answer, "");
	ASSERT_TIME(async_loop_time(NULL), 75);
	answer = AWAIT(raw("GET / HT"));	/* it has begun: it is given as much again */
	ASSERT_STRING(answer, "");
	ASSERT_TIME(async_loop_time(NULL), 225);
	return NULL;
}

static void test_client__that_says_nothing_is_left(void)
{
	play(silent);
}

static void *takes_nothing(void)
{
	struct async_stream_reader *reader = NULL;
	struct async_stream_writer *writer = NULL;
	const char *port = strrchr(base, ':') + 1;

	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", atoi(port), .limit = 1000));
	for (int i = 0; i < 20; i++)
		async_stream_writer_printf(writer, "GET /stream HTTP/1.1\r\n\r\n");
	AWAIT(async_sleep(1000));
	async_stream_writer_close(writer);
	return NULL;
}

/* What the kernel takes for a client that takes nothing is a few megabytes. */
static void test_client__that_takes_nothing_is_left(void)
{
	play(takes_nothing);
	ASSERT_CONTAINS(suite_notes(), "stream:ClientDisconnectedError");
}

static void *leaves(void)
{
	struct async_client_response *response =
		AWAIT(async_client_session_get(session, url_of("/stream")));

	async_client_response_close(response);
	AWAIT(async_sleep(1));
	return NULL;
}

static void test_client__that_leaves(void)
{
	play(leaves);
	ASSERT_NOTES("stream:ClientDisconnectedError");
}

/* ---- The end of a site ---- */

struct get { const char *path; };

static void *get(void *arg)
{
	const struct get *self = arg;
	EXCEPTION(e);

	TRY(text_of(self->path));
	if (EXCEPT(Exception, e))
		note("%s@%g", e->type->name, async_loop_time(NULL));
	else
		note("answered@%g", async_loop_time(NULL));
	return NULL;
}

struct close_after { double shutdown_timeout; };

static void *close_after(void *arg)
{
	const struct close_after *self = arg;
	struct async_web_site *site =
		AWAIT(async_web_tcp_site(weather_app(), "127.0.0.1", 0,
					 .shutdown_timeout = self->shutdown_timeout));
	struct async_task *task;

	ASYNC_WITH(site);
	session = async_client_session();
	ASYNC_WITH(session);
	base = async_sprintf("http://127.0.0.1:%d", async_web_site_port(site));
	task = async_create_task(get, "/weather/Oslo?delay=5");
	AWAIT(async_sleep(1));
	AWAIT(async_web_site_close(site));
	note("closed@%g", async_loop_time(NULL));
	ASSERT_INT(async_web_site_port(site), 0);
	AWAIT(async_await(task));
	return NULL;
}

static void test_close__waits_for_handlers(void)
{
	async_run(close_after, 0);
	ASSERT_NOTES("closed@5 answered@5");
}

static void test_close__does_not_wait_for_ever(void)
{
	async_run(close_after, 2);
	ASSERT_NOTES("closed@3 ServerDisconnectedError@3");
}

static void *run_it(void *arg)
{
	AWAIT(async_web_run_app(weather_app(), "127.0.0.1", 0));
	return arg;
}

static void *cancel_it(void *arg)
{
	struct async_task *task = async_create_task(run_it);

	AWAIT(async_sleep(10));
	async_task_cancel(task);
	TRY(async_await(task));
	ASSERT_RAISED(CancelledError, "");
	ASSERT_TIME(async_loop_time(NULL), 10);
	return arg;
}

static void test_run_app__until_it_is_cancelled(void)
{
	async_run(cancel_it);
}

static void *in_use(void)
{
	const char *port = strrchr(base, ':') + 1;

	TRY(async_web_tcp_site(weather_app(), "127.0.0.1", atoi(port)));
	ASSERT_RAISED(OSError, async_sprintf("[Errno 98] error while attempting to bind on address "
					     "('127.0.0.1', %s): [errno 98] address already in use",
					     port));
	return NULL;
}

static void test_site__at_a_port_in_use(void)
{
	play(in_use);
}

static const struct test tests[] = {
	TEST(test_answer__to_a_request),
	TEST(test_answer__to_what_is_no_request),
	TEST(test_answer__says_what_is_allowed),
	TEST(test_answer__to_two_requests_on_one_connection),
	TEST(test_stream__to_an_old_client),
	TEST(test_handler__that_fails_is_told_of),
	TEST(test_handler__raises_an_answer),
	TEST(test_route__that_is_none),
	TEST(test_client__that_says_nothing_is_left),
	TEST(test_client__that_takes_nothing_is_left),
	TEST(test_client__that_leaves),
	TEST(test_close__waits_for_handlers),
	TEST(test_close__does_not_wait_for_ever),
	TEST(test_run_app__until_it_is_cancelled),
	TEST(test_site__at_a_port_in_use),
};
SUITE(tests, NO_PROGRAMS)
