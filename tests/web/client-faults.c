/* web/client.h: servers that answer as they should not, or not at all. */

#include "canned.h"

/* [text] without ports, which differ. */
static const char *masked(const char *text)
{
	char *copy = async_strdup(text), *at = copy;

	while ((at = strstr(at, "127.0.0.1:")) != NULL) {
		at += strlen("127.0.0.1:");
		memmove(at, at + strspn(at, "0123456789"), strlen(at) + 1 -
			strspn(at, "0123456789"));
	}
	return copy;
}

/* Ask a server that answers so, and note what comes of it: the status and the body, or an
 * exception. */
struct ask { struct canned_plan *plan; double timeout; size_t max_size; };

static void *ask(void *arg)
{
	const struct ask *self = arg;
	struct async_client_response *response;
	struct async_server *server = NULL;
	const char *url = AWAIT(start_canned(self->plan, &server)), *text;
	EXCEPTION(e);

	ASYNC_WITH(server);
	ASYNC_WITH_AS(session, async_client_session(.timeout = self->timeout,
						    .max_size = self->max_size));
	response = TRY(async_client_session_get(session, url));
	text = TRY(async_client_response_text(response));
	if (EXCEPT(Exception, e))
		note("%s:%s", e->type->name, masked(e->message));
	else
		note("%d:%s", async_client_response_status(response), text);
	note("@%g", async_loop_time(NULL));
	return NULL;
}

static void play(const char *answer, bool closes)
{
	struct canned_plan plan = { .answers = { answer }, .closes = closes };

	async_run(ask, &plan);
}

/* ---- As it should be ---- */

static void test_answer__with_a_length(void)
{
	play("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", false);
	ASSERT_NOTES("asked:GET / HTTP/1.1 200:hello @0");
}

static void test_answer__in_chunks(void)
{
	play("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	     "5\r\nhello\r\n7\r\n, world\r\n0\r\nTrailer: yes\r\n\r\n", false);
	ASSERT_NOTES("asked:GET / HTTP/1.1 200:hello, world @0");
}

static void test_answer__until_the_end(void)
{
	play("HTTP/1.1 200 OK\r\n\r\nhello", true);
	ASSERT_NOTES("asked:GET / HTTP/1.1 200:hello @0");
}

static void test_answer__of_an_old_server(void)
{
	play("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello", false);
	ASSERT_NOTES("asked:GET / HTTP/1.1 200:hello @0");
}

static void test_answer__that_is_announced(void)
{
	play("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", false);
	ASSERT_NOTES("asked:GET / HTTP/1.1 200:hi @0");
}

static void test_answer__without_a_body(void)
{
	play("HTTP/1.1 204 No Content\r\n\r\n", false);
	ASSERT_NOTES("asked:GET / HTTP/1.1 204: @0");
}

/* ---- As it should not be ---- */

static void test_fault__ends_before_the_headers_do(void)
{
	play("HTTP/1.1 200 OK\r\nContent-Le", true);
	ASSERT_NOTES("asked:GET / HTTP/1.1 ServerDisconnectedError:Server disconnected @0");
}

static void test_fault__ends_before_the_body_does(void)
{
	play("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello", true);
	ASSERT_NOTES("asked:GET / HTTP/1.1 "
		     "ClientPayloadError:Response payload is not completed @0");
}

static void test_fault__ends_before_the_chunks_do(void)
{
	play("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", true);
	ASSERT_NOTES("asked:GET / HTTP/1.1 "
		     "ClientPayloadError:Response payload is not completed @0");
}

static void test_fault__a_chunk_of_no_size(void)
{
	play("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nmany\r\nhello\r\n", false);
	ASSERT_NOTES("asked:GET / HTTP/1.1 ClientPayloadError:Response payload is not completed: "
		     "of the body of http://127.0.0.1:/ a chunk is malformed, or larger than the "
		     "session's max_size of 16777216 bytes @0");
}

static void test_fault__no_HTTP(void)
{
	play("SSH-2.0-OpenSSH_9.2\r\n", false);
	ASSERT_NOTES("asked:GET / HTTP/1.1 ClientResponseError:400, message='what the server sent "
		     "is no HTTP, or has too long a header', url='http://127.0.0.1:/' @0");
}

static void test_fault__a_length_that_is_none(void)
{
	play("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello", false);
	ASSERT_NOTES("asked:GET / HTTP/1.1 "
		     "ClientPayloadError:Response payload is not completed @0");
}

static void test_fault__too_long_a_header(void)
{
	char *answer = malloc(100000);

	strcpy(answer, "HTTP/1.1 200 OK\r\nX-Long: ");
	memset(answer + strlen(answer), 'x', 90000);
	strcpy(answer + 90025, "\r\n\r\n");
	play(answer, false);
	free(answer);
	ASSERT_NOTES("asked:GET / HTTP/1.1 ClientResponseError:400, message='what the server sent "
		     "is no HTTP, or has too long a header', url='http://127.0.0.1:/' @0");
}

static void test_fault__closes_at_once(void)
{
	play(NULL, true);
	ASSERT_NOTES("asked:GET / HTTP/1.1 ServerDisconnectedError:Server disconnected @0");
}

static void test_fault__resets(void)
{
	struct canned_plan plan = { .resets = true };

	async_run(ask, &plan);
	ASSERT_NOTES("asked:GET / HTTP/1.1 ServerDisconnectedError:Server disconnected @0");
}

/* ---- Limits ---- */

static void test_timeout__before_the_headers(void)
{
	struct canned_plan plan = { .answers = { NULL } };

	async_run(ask, &plan, 7);
	ASSERT_NOTES("asked:GET / HTTP/1.1 TimeoutError: @7");
}

static void test_timeout__in_the_body(void)
{
	struct canned_plan plan = {
		.answers = { "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello" },
	};

	async_run(ask, &plan, 7);
	ASSERT_NOTES("asked:GET / HTTP/1.1 TimeoutError: @7");
}

static void test_timeout__is_300_seconds(void)
{
	struct canned_plan plan = { .answers = { NULL } };

	async_run(ask, &plan);
	ASSERT_NOTES("asked:GET / HTTP/1.1 TimeoutError: @300");
}

static void test_size__that_is_announced(void)
{
	struct canned_plan plan = {
		.answers = { "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello" },
	};

	async_run(ask, &plan, .max_size = 20);
	ASSERT_NOTES("asked:GET / HTTP/1.1 ClientPayloadTooLargeError:the body of "
		     "http://127.0.0.1:/ is larger than the session's max_size of 20 bytes @0");
}

static void test_size__that_is_not(void)
{
	struct canned_plan plan = {
		.answers = { "HTTP/1.1 200 OK\r\n\r\nhello, hello, hello, hello" },
		.closes = true,
	};

	async_run(ask, &plan, .max_size = 20);
	ASSERT_NOTES("asked:GET / HTTP/1.1 ClientPayloadTooLargeError:the body of "
		     "http://127.0.0.1:/ is larger than the session's max_size of 20 bytes @0");
}

static void test_size__of_a_chunk(void)
{
	struct canned_plan plan = {
		.answers = { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
			     "fffff\r\nhello" },
	};

	async_run(ask, &plan, .max_size = 20);
	ASSERT_NOTES("asked:GET / HTTP/1.1 ClientPayloadError:Response payload is not completed: "
		     "of the body of http://127.0.0.1:/ a chunk is malformed, or larger than the "
		     "session's max_size of 20 bytes @0");
}

/* ---- Connections that are used again ---- */

#define HELLO "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

/* Ask by [method], wait for [pause] seconds, ask again: how many connections were made? */
struct ask_twice { struct canned_plan *plan; const char *method; double pause; };

static void *ask_twice(void *arg)
{
	const struct ask_twice *self = arg;
	struct async_client_response *response;
	struct async_server *server = NULL;
	const char *url = AWAIT(start_canned(self->plan, &server));
	EXCEPTION(e);

	ASYNC_WITH(server);
	ASYNC_WITH_AS(session, async_client_session());
	for (int i = 0; i < 2; i++) {
		response = TRY(async_client_session_request(session, self->method, url));
		TRY(async_client_response_text(response));
		if (EXCEPT(ClientError, e))
			note("%s", e->type->name);
		AWAIT(async_sleep(self->pause));
	}
	note("%d", self->plan->connections);
	return NULL;
}

static void test_connection__is_used_again(void)
{
	async_run(ask_twice, &(struct canned_plan){ .answers = { HELLO } }, "GET", 5);
	ASSERT_NOTES("asked:GET / HTTP/1.1 asked:GET / HTTP/1.1 1");
}

static void test_connection__is_not_kept_for_ever(void)
{
	async_run(ask_twice, &(struct canned_plan){ .answers = { HELLO } }, "GET", 15);
	ASSERT_NOTES("asked:GET / HTTP/1.1 asked:GET / HTTP/1.1 2");
}

static void test_connection__that_the_server_does_not_keep(void)
{
	static const char old[] = "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello";
	static const char ends[] = "HTTP/1.1 200 OK\r\nConnection: close\r\n"
				   "Content-Length: 5\r\n\r\nhello";

	async_run(ask_twice, &(struct canned_plan){ .answers = { old } }, "GET", 1);
	async_run(ask_twice, &(struct canned_plan){ .answers = { ends } }, "GET", 1);
	ASSERT_NOTES("asked:GET / HTTP/1.1 asked:GET / HTTP/1.1 2 "
		     "asked:GET / HTTP/1.1 asked:GET / HTTP/1.1 2");
}

/* The server resets the connection when it is used again: asked anew, unless that would do twice
 * what is to be done once. */
struct reset_second { const char *method; };

static void *reset_second(void *arg)
{
	struct canned_plan plan = { .answers = { HELLO } };
	struct async_client_response *response;
	struct async_server *server = NULL;
	const char *url = AWAIT(start_canned(&plan, &server));
	EXCEPTION(e);

	ASYNC_WITH(server);
	ASYNC_WITH_AS(session, async_client_session());
	response = AWAIT(async_client_session_get(session, url));
	AWAIT(async_client_response_text(response));
	plan.resets_next = true;
	response = TRY(async_client_session_request(
		session, ((struct reset_second *)arg)->method, url));
	if (EXCEPT(ClientError, e))
		note("%s", e->type->name);
	else
		note("%s", AWAIT(async_client_response_text(response)));
	note("%d", plan.connections);
	return NULL;
}

static void test_connection__that_ends_as_it_is_used_again(void)
{
	async_run(reset_second, "GET");
	ASSERT_NOTES("asked:GET / HTTP/1.1 asked:GET / HTTP/1.1 asked:GET / HTTP/1.1 hello 2");
	async_run(reset_second, "POST");
	ASSERT_NOTES("asked:GET / HTTP/1.1 asked:POST / HTTP/1.1 ServerDisconnectedError 1");
}

/* ---- Redirects ---- */

static void test_redirect__for_ever(void)
{
	play("HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n", false);
	ASSERT_CONTAINS(suite_notes(), "TooManyRedirects:302, message='', "
				       "url='http://127.0.0.1:/there' @0");
}

static const struct test tests[] = {
	TEST(test_answer__with_a_length),
	TEST(test_answer__in_chunks),
	TEST(test_answer__until_the_end),
	TEST(test_answer__of_an_old_server),
	TEST(test_answer__that_is_announced),
	TEST(test_answer__without_a_body),
	TEST(test_fault__ends_before_the_headers_do),
	TEST(test_fault__ends_before_the_body_does),
	TEST(test_fault__ends_before_the_chunks_do),
	TEST(test_fault__a_chunk_of_no_size),
	TEST(test_fault__no_HTTP),
	TEST(test_fault__a_length_that_is_none),
	TEST(test_fault__too_long_a_header),
	TEST(test_fault__closes_at_once),
	TEST(test_fault__resets),
	TEST(test_timeout__before_the_headers),
	TEST(test_timeout__in_the_body),
	TEST(test_timeout__is_300_seconds),
	TEST(test_size__that_is_announced),
	TEST(test_size__that_is_not),
	TEST(test_size__of_a_chunk),
	TEST(test_connection__is_used_again),
	TEST(test_connection__is_not_kept_for_ever),
	TEST(test_connection__that_the_server_does_not_keep),
	TEST(test_connection__that_ends_as_it_is_used_again),
	TEST(test_redirect__for_ever),
};
SUITE(tests, NO_PROGRAMS)
