/* Each allocation of ours fails once, in turn, on both sides of HTTP at once: a request may fail,
 * with an exception or with 500, and then nothing is left of it. */

#include "torture.h"
#include "weather.h"

/* Ask, and read what comes, whatever is raised. */
ASYNC static int ask_for(const char *method, const char *path, const char *data)
{
	struct async_client_response *response = TRY(async_client_session_request(
		session, method, url_of(path), .data = data,
		.headers = ASYNC_HEADERS({ "X-Agent", "torture" })));

	TRY(async_client_response_text(response));
	catch_any();
	return 0;
}

static void *get_and_post(void)
{
	AWAIT(ask_for("GET", "/weather/Oslo?delay=1", NULL));
	AWAIT(ask_for("POST", "/echo", "rain"));
	AWAIT(ask_for("HEAD", "/seen?q=a+b", NULL));
	return NULL;
}

static void *what_fails(void)
{
	AWAIT(ask_for("GET", "/nowhere", NULL));
	AWAIT(ask_for("DELETE", "/echo", NULL));
	AWAIT(ask_for("GET", "/fail", NULL));
	AWAIT(ask_for("GET", "/found?to=seen", NULL));
	return NULL;
}

static void *read_json(void)
{
	struct async_client_response *response =
		AWAIT(async_client_session_get(session, url_of("/weather/Oslo")));

	AWAIT(async_client_response_json(response));
	async_client_response_release(response);
	return NULL;
}

static void *read_a_part(void)
{
	struct async_client_response *response =
		AWAIT(async_client_session_get(session, url_of("/stream")));

	ASYNC_WITH(response);
	for (int i = 0; i < 3; i++)
		AWAIT(async_client_response_chunk(response, 1000));
	return NULL;
}

static void *time_out(void)
{
	TRY(async_client_session_get(session, url_of("/weather/Oslo?delay=9"), .timeout = 1));
	catch_any();
	return NULL;
}

static void *(*scene)(void);

static void *in_weather(void *arg)
{
	TRY(with_weather(&(struct with_weather){ scene }));
	catch_any();
	return arg;
}

static void torture_in_weather(void *(*of)(void))
{
	scene = of;
	torture(in_weather);
}

static void test_torture__requests(void)
{
	torture_in_weather(get_and_post);
}

static void test_torture__what_fails(void)
{
	torture_in_weather(what_fails);
}

static void test_torture__json(void)
{
	torture_in_weather(read_json);
}

static void test_torture__a_part_of_a_body(void)
{
	torture_in_weather(read_a_part);
}

static void test_torture__a_timeout(void)
{
	torture_in_weather(time_out);
}

static const struct test tests[] = {
	TEST(test_torture__requests),
	TEST(test_torture__what_fails),
	TEST(test_torture__json),
	TEST(test_torture__a_part_of_a_body),
	TEST(test_torture__a_timeout),
};
SUITE(tests, NO_PROGRAMS)
