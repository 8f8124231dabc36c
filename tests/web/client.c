/* web/client.h: sessions, requests and responses. */

#include "sync.h"
#include "weather.h"
#include "web/client-internal.h"

/* ---- What a response tells ---- */

static void *tells(void)
{
	struct async_client_response *response =
		AWAIT(async_client_session_get(session, url_of("/weather/Oslo")));

	ASYNC_WITH(response);
	ASSERT_INT(async_client_response_status(response), 200);
	ASSERT(async_client_response_ok(response));
	ASSERT_STRING(async_client_response_reason(response), "OK");
	ASSERT_STRING(async_client_response_url(response), url_of("/weather/Oslo"));
	ASSERT_STRING(async_client_response_header(response, "x-station"), "Blindern");
	ASSERT(async_client_response_header(response, "X-Wind") == NULL);
	ASSERT_STRING(AWAIT(async_client_response_text(response)),
		      "{\"city\": \"Oslo\", \"degrees\": 7}");
	json_t *weather = AWAIT(async_client_response_json(response));
	ASSERT_INT(json_integer_value(json_object_get(weather, "degrees")), 7);
	return NULL;
}

static void test_response__tells_status_headers_and_body(void)
{
	play(tells);
}

static void *raises_for_status(void)
{
	struct async_client_response *response =
		AWAIT(async_client_session_get(session, url_of("/nowhere")));
	EXCEPTION(e);

	ASYNC_WITH(response);
	ASSERT_INT(async_client_response_status(response), 404);
	async_client_response_raise_for_status(response);
	ASSERT(EXCEPT(ClientResponseError, e));
	ASSERT_INT(async_client_response_error_status(e), 404);
	ASSERT_STRING(e->message, async_sprintf("404, message='Not Found', url='%s'",
						url_of("/nowhere")));
	return NULL;
}

static void test_response__raises_for_its_status(void)
{
	play(raises_for_status);
}

static void *of_another_type(void)
{
	struct async_client_response *response =
		AWAIT(async_client_session_get(session, url_of("/seen")));

	ASYNC_WITH(response);
	TRY(async_client_response_json(response));
	ASSERT_CONTAINS(async_exception()->message, "Attempt to decode JSON with unexpected "
						    "mimetype: text/plain; charset=utf-8");
	ASSERT_RAISED(ContentTypeError, NULL);
	return NULL;
}

static void test_json__of_another_type(void)
{
	play(of_another_type);
}

static void *not_json(void)
{
	struct async_client_response *response = AWAIT(async_client_session_post(
		session, url_of("/echo"), .data = "{\"city\": ",
		.headers = ASYNC_HEADERS({ "Content-Type", "application/problem+json" })));
	EXCEPTION(e);

	ASYNC_WITH(response);
	TRY(async_client_response_json(response));
	ASSERT(EXCEPT(ValueError, e));
	ASSERT(e != NULL && e->type == JSONDecodeError);
	ASSERT_INT(async_json_error_position(e), 9);
	return NULL;
}

static void test_json__that_is_none(void)
{
	play(not_json);
}

/* ---- What is sent ---- */

static void *posts(void)
{
	struct async_client_response *response = AWAIT(async_client_session_post(
		session, url_of("/echo"), .json = json_pack("{s:[i,i]}", "degrees", 3, 4)));
	size_t size;

	ASSERT_INT(async_client_response_status(response), 201);
	json_t *echo = AWAIT(async_client_response_json(response));
	ASSERT_INT(json_array_size(json_object_get(echo, "degrees")), 2);

	response = AWAIT(async_client_session_post(session, url_of("/echo"), .data = "a\0b",
						   .size = 3));
	const char *body = AWAIT(async_client_response_read(response, &size));
	ASSERT_INT(size, 3);
	ASSERT(memcmp(body, "a\0b", 4) == 0);
	return NULL;
}

static void test_post__sends_bytes_and_json(void)
{
	play(posts);
}

static void *sends_headers(void)
{
	struct async_client_response *response;

	ASYNC_WITH_AS(own, async_client_session(
		.headers = ASYNC_HEADERS({ "X-Agent", "yours" }, { "Authorization", "yes" })));
	response = AWAIT(async_client_session_get(own, url_of("/seen/a%20b?x=1&q=5+%2B"),
						  .headers = ASYNC_HEADERS({ "X-Agent", "mine" })));
	ASSERT_STRING(AWAIT(async_client_response_text(response)),
		      "GET /seen/a b q=5 + agent=mine secret=yes");
	return NULL;
}

static void test_headers__of_the_session_and_of_the_request(void)
{
	play(sends_headers);
}

static void *refuses(void)
{
	static const char *const urls[] = {
		"weather.example", "ftp://weather.example/", "http://", "http://a b/", "http:///x",
		"http://weather.example:99999/", "http://u:p@weather.example/",
		"http://x/\r\nHost: y",
	};

	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
		TRY(async_client_session_get(session, urls[i]));
		ASSERT_RAISED(InvalidURL, urls[i]);
	}
	TRY(async_client_session_request(session, "BREW", base));
	ASSERT_RAISED(ValueError, "there is no method \"BREW\" in HTTP");
	TRY(async_client_session_get(session, base,
				     .headers = ASYNC_HEADERS({ "X", "a\r\nHost: b" })));
	ASSERT_RAISED(ValueError, "the header \"X\" cannot be sent");
	TRY(async_client_session_get(session, "http://nowhere.invalid/"));
	ASSERT_CONTAINS(async_exception()->message,
			"Cannot connect to host nowhere.invalid:80 ssl:default [");
	ASSERT_RAISED(ClientConnectorDNSError, NULL);
	return NULL;
}

static void test_request__that_cannot_be_sent(void)
{
	play(refuses);
}

/* ---- Redirects ---- */

static void *redirected(void)
{
	struct async_client_response *response = AWAIT(async_client_session_post(
		session, url_of("/found?to=seen%3Fq=1"), .data = "x"));

	ASSERT_STRING(AWAIT(async_client_response_text(response)),
		      "GET /seen q=1 agent=none secret=none");
	ASSERT_STRING(async_client_response_url(response), url_of("/seen?q=1"));
	response = AWAIT(async_client_session_post(session, url_of("/moved?to=/x/../echo"),
						   .data = "kept"));
	ASSERT_STRING(AWAIT(async_client_response_text(response)), "kept");
	response = AWAIT(async_client_session_get(session, url_of("/found?to=/seen"),
						  .no_redirects = true));
	ASSERT_INT(async_client_response_status(response), 302);
	TRY(async_client_session_get(session, url_of("/found?to=ftp://weather.example")));
	ASSERT_RAISED(InvalidURL, "ftp://weather.example");
	return NULL;
}

static void test_redirect__is_followed(void)
{
	play(redirected);
}

static void *to_another_server(void)
{
	struct async_web_site *other = AWAIT(async_web_tcp_site(weather_app(), "127.0.0.1", 0));
	struct async_client_response *response;

	ASYNC_WITH(other);
	response = AWAIT(async_client_session_get(
		session, async_sprintf("%s/found?to=http://127.0.0.1:%d/seen", base,
				       async_web_site_port(other)),
		.headers = ASYNC_HEADERS({ "Authorization", "yes" }, { "X-Agent", "mine" })));
	ASSERT_STRING(AWAIT(async_client_response_text(response)),
		      "GET /seen q=none agent=mine secret=none");
	return NULL;
}

static void test_redirect__to_another_server_tells_no_secret(void)
{
	play(to_another_server);
}

/* ---- Bodies in parts ---- */

static void *in_parts(void)
{
	struct async_client_response *response =
		AWAIT(async_client_session_get(session, url_of("/stream")));
	size_t total = 0, most = 0;

	ASYNC_WITH(response);
	ASYNC_FOR(part, async_client_response_chunks(response, 3000)) {
		const struct async_chunk *chunk = part;

		ASSERT_INT(chunk->data[chunk->size], 0);
		total += chunk->size;
		most = chunk->size > most ? chunk->size : most;
	}
	ASSERT_INT(total, LARGE);
	ASSERT_INT(most, 3000);
	return NULL;
}

static void test_chunks__are_all_of_it(void)
{
	play(in_parts);
	ASSERT_NOTES("stream@0");
}

static void *not_read(void)
{
	struct async_client_response *response =
		AWAIT(async_client_session_get(session, url_of("/large")));
	size_t size;

	ASYNC_WITH(response);
	AWAIT(async_sleep(5));
	ASSERT(evbuffer_get_length(response->body) > 0);
	ASSERT(evbuffer_get_length(response->body) < LARGE / 4);
	AWAIT(async_client_response_read(response, &size));
	ASSERT_INT(size, LARGE);
	return NULL;
}

static void test_body__waits_until_it_is_read(void)
{
	play(not_read);
}

static void *left_early(void)
{
	struct async_client_response *response =
		AWAIT(async_client_session_get(session, url_of("/large")));
	const struct async_chunk *chunk = AWAIT(async_client_response_chunk(response, 0));

	ASSERT(chunk->size > 0);
	async_client_response_release(response);
	TRY(async_client_response_read(response, NULL));
	ASSERT_RAISED(ClientConnectionError, "Connection closed");
	return NULL;
}

static void test_body__that_is_left(void)
{
	play(left_early);
}

/* ---- Sessions ---- */

static void *closed(void)
{
	ASSERT(!async_client_session_closed(session));
	AWAIT(async_client_session_close(session));
	ASSERT(async_client_session_closed(session));
	TRY(async_client_session_get(session, base));
	ASSERT_RAISED(RuntimeError, "Session is closed");
	return NULL;
}

static void test_session__closed_asks_no_more(void)
{
	play(closed);
}

struct get { struct async_client_session *by; const char *path; };

static void *get(void *arg)
{
	const struct get *self = arg;
	struct async_client_response *response =
		AWAIT(async_client_session_get(self->by, url_of(self->path)));
	const char *text = AWAIT(async_client_response_text(response));

	note("%s@%g", self->path, async_loop_time(NULL));
	return (void *)text;
}

static void *closed_while_waiting(void)
{
	struct async_task *task = async_create_task(get, session, "/weather/Oslo?delay=5");

	AWAIT(async_sleep(1));
	AWAIT(async_client_session_close(session));
	TRY(async_await(task));
	ASSERT_RAISED(ClientConnectionError, "Connection closed");
	ASSERT_TIME(async_loop_time(NULL), 1);
	return NULL;
}

static void test_session__closed_ends_what_waits(void)
{
	play(closed_while_waiting);
}

static void *two_at_a_time(void)
{
	ASYNC_WITH_AS(own, async_client_session(.limit = 2));
	AWAIT(async_gather(NULL, async_coroutine(get, own, "/weather/a?delay=2"),
			   async_coroutine(get, own, "/weather/b?delay=3"),
			   async_coroutine(get, own, "/weather/c?delay=2"),
			   async_coroutine(get, own, "/weather/d?delay=2")));
	return NULL;
}

static void test_session__limits_how_many_work(void)
{
	play(two_at_a_time);
	ASSERT_NOTES("/weather/a?delay=2@2 /weather/b?delay=3@3 /weather/c?delay=2@4 "
		     "/weather/d?delay=2@5");
}

static void *closed_while_in_turn(void)
{
	struct async_task *first, *second;

	ASYNC_WITH_AS(own, async_client_session(.limit = 1));
	first = async_create_task(get, own, "/weather/a?delay=5");
	second = async_create_task(get, own, "/weather/b");
	AWAIT(async_sleep(1));
	AWAIT(async_client_session_close(own));
	TRY(async_await(first));
	ASSERT_RAISED(ClientConnectionError, "Connection closed");
	TRY(async_await(second));
	ASSERT_RAISED(ClientConnectionError, "Connector is closed.");
	return NULL;
}

static void test_session__closed_ends_what_waits_for_its_turn(void)
{
	play(closed_while_in_turn);
}

static void *many_at_once(void)
{
	enum { MANY = 500 };
	struct async_task *tasks[MANY];

	for (int i = 0; i < MANY; i++)
		tasks[i] = async_create_task(get, session, "/weather/Oslo?delay=1");
	for (int i = 0; i < MANY; i++)
		ASSERT_STRING(AWAIT(async_await(tasks[i])), "{\"city\": \"Oslo\", \"degrees\": 7}");
	ASSERT_TIME(async_loop_time(NULL), 5);
	return NULL;
}

static void test_session__has_100_at_work(void)
{
	play(many_at_once);
}

/* ---- Cancellation ---- */

static void *cancelled(void)
{
	struct async_task *task = async_create_task(get, session, "/weather/Oslo?delay=5");

	AWAIT(async_sleep(1));
	async_task_cancel(task);
	TRY(async_await(task));
	ASSERT_RAISED(CancelledError, "");
	ASSERT_TIME(async_loop_time(NULL), 1);
	ASSERT_STRING(AWAIT(text_of("/seen")), "GET /seen q=none agent=none secret=none");
	return NULL;
}

static void test_cancel__closes_the_connection(void)
{
	play(cancelled);
}

static void *timed_out(void)
{
	{
		TIMEOUT(patience, 2);
		TRY(text_of("/weather/Oslo?delay=5"));
	}
	ASSERT_RAISED(TimeoutError, "");
	TRY(async_client_session_get(session, url_of("/weather/Oslo?delay=5"), .timeout = 1));
	ASSERT_RAISED(TimeoutError, "");
	ASSERT_TIME(async_loop_time(NULL), 3);
	return NULL;
}

static void test_timeout__of_a_request(void)
{
	play(timed_out);
}

static void *main_leaves_all_open(void *arg)
{
	struct async_web_site *site = AWAIT(async_web_tcp_site(weather_app(), "127.0.0.1", 0));

	session = async_client_session();
	base = async_sprintf("http://127.0.0.1:%d", async_web_site_port(site));
	AWAIT(async_client_session_get(session, url_of("/large")));
	async_create_task(get, session, "/weather/Oslo?delay=5");
	AWAIT(async_sleep(1));
	return arg;
}

static void test_end__closes_what_is_open(void)
{
	async_run(main_leaves_all_open);
	ASSERT_NOTES("");
}

static const struct test tests[] = {
	TEST(test_response__tells_status_headers_and_body),
	TEST(test_response__raises_for_its_status),
	TEST(test_json__of_another_type),
	TEST(test_json__that_is_none),
	TEST(test_post__sends_bytes_and_json),
	TEST(test_headers__of_the_session_and_of_the_request),
	TEST(test_request__that_cannot_be_sent),
	TEST(test_redirect__is_followed),
	TEST(test_redirect__to_another_server_tells_no_secret),
	TEST(test_chunks__are_all_of_it),
	TEST(test_body__waits_until_it_is_read),
	TEST(test_body__that_is_left),
	TEST(test_session__closed_asks_no_more),
	TEST(test_session__closed_ends_what_waits),
	TEST(test_session__limits_how_many_work),
	TEST(test_session__closed_ends_what_waits_for_its_turn),
	TEST(test_session__has_100_at_work),
	TEST(test_cancel__closes_the_connection),
	TEST(test_timeout__of_a_request),
	TEST(test_end__closes_what_is_open),
};
SUITE(tests, NO_PROGRAMS)
