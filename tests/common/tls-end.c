/* web/tls.h: how connections end, in peace and otherwise; start_tls(). */

#include "tls-ends.h"

static const char *const host = "weather.example";

/* ---- In time ---- */

/* The other side says nothing: neither a word, nor the end. */
static double limit;

static void *wait_in_vain(void *arg)
{
	int fds[2];

	connect_two(fds);
	begin_end(&client, fds[0], tls_client(), host, limit);
	AWAIT(shake(&client));
	note("at %g", async_loop_time(NULL));
	close(fds[1]);
	part();
	return arg;
}

static void test_tls__a_handshake_takes_a_minute_at_most(void)
{
	async_run(wait_in_vain);
	ASSERT_STORIES("ConnectionAbortedError(SSL handshake is taking longer than 60.0 seconds: "
		       "aborting the connection)", "");
	ASSERT_NOTES("at 60");
	limit = 2.5;
	async_run(wait_in_vain);
	ASSERT_STORIES("ConnectionAbortedError(SSL handshake is taking longer than 2.5 seconds: "
		       "aborting the connection)", "");
	ASSERT_NOTES("at 2.5");
	limit = 0;
}

static void *wait_less_than_no_time(void *arg)
{
	int fds[2];

	connect_two(fds);
	begin_end(&client, fds[0], tls_client(), host, -1);
	ASSERT_RAISED(ValueError, "ssl_handshake_timeout should be a positive number, got -1");
	close(fds[1]);
	part();
	return arg;
}

static void test_tls__no_less_than_no_time(void)
{
	async_run(wait_less_than_no_time);
}

/* Stand between [client] and [server], and hand on what they say, in a task of its own. */
static int middle[2];

static void *hand_on(void *arg)
{
	static char bytes[65536];
	ssize_t size;

	for (;;) {
		for (int i = 0; i < 2; i++)
			while ((size = recv(middle[i], bytes, sizeof bytes, 0)) > 0)
				ASSERT_INT(send(middle[1 - i], bytes, (size_t)size, MSG_NOSIGNAL),
					   size);
		AWAIT(async_sleep(0.001));
	}
	return arg;
}

ASYNC static struct async_task *meet_by_a_third(void)
{
	struct async_task *task = async_create_task(hand_on);
	int fds[4];

	connect_two(fds);
	connect_two(fds + 2);
	middle[0] = fds[1];
	middle[1] = fds[3];
	begin_end(&server, fds[0], tls_server("server.pem"), NULL, 0);
	begin_end(&client, fds[2], tls_client(), host, 0);
	AWAIT(shake(&client));
	AWAIT(shake(&server));
	return task;
}

static void *close_and_hear_nothing(void *arg)
{
	struct async_task *third = AWAIT(meet_by_a_third());
	double began;

	AWAIT(async_sleep(1));
	async_task_cancel(third, NULL);
	AWAIT(async_sleep(0.25));
	began = async_loop_time(NULL);
	async_transport_close(client.transport);
	while (client.transport->loop != NULL)
		AWAIT(async_sleep(1));
	note("after %g", async_loop_time(NULL) - began);
	close(middle[0]);
	close(middle[1]);
	part();
	return arg;
}

static void test_tls__a_farewell_takes_half_a_minute_at_most(void)
{
	async_run(close_and_hear_nothing);
	ASSERT_STORIES("made lost(TimeoutError)", "made");
	ASSERT_NOTES("after 31");
}

/* ---- Without a farewell ---- */

/* The other side's socket ends, and TLS has said nothing of it. */
static void *hang_up(void *arg)
{
	struct async_task *third = AWAIT(meet_by_a_third());

	say(&client, "hello");
	AWAIT(async_sleep(1));
	async_task_cancel(third, NULL);
	close(middle[0]);
	close(middle[1]);
	AWAIT(async_sleep(1));
	part();
	return arg;
}

static void test_tls__ends_without_a_farewell(void)
{
	async_run(hang_up);
	ASSERT_STORIES("made eof lost", "made hello eof lost");
}

static void *abort_one(void *arg)
{
	AWAIT(meet(tls_server("server.pem"), tls_client(), host));
	AWAIT(async_sleep(1));
	say(&client, "last");
	async_transport_abort(client.transport);
	ASSERT(async_transport_is_closing(client.transport));
	say(&client, "never sent");
	AWAIT(async_sleep(1));
	part();
	return arg;
}

static void test_tls__aborts(void)
{
	async_run(abort_one);
	ASSERT_STORIES("made lost", "made last eof lost");
}

/* What was written before it was closed arrives, also if that is much. */
enum { MUCH = 1024 * 1024 };

static void *close_with_much(void *arg)
{
	char *bytes = async_alloc(MUCH);

	AWAIT(meet(tls_server("server.pem"), tls_client(), host));
	server.counts = true;
	async_transport_write(client.transport, bytes, MUCH);
	async_transport_close(client.transport);
	AWAIT(async_sleep(1));
	ASSERT_INT(server.received, MUCH);
	part();
	return arg;
}

static void test_tls__closes_behind_what_was_written(void)
{
	async_run(close_with_much);
	ASSERT_STORIES("made eof lost", "made eof lost");
}

static void *close_both(void *arg)
{
	AWAIT(meet(tls_server("server.pem"), tls_client(), host));
	async_transport_close(client.transport);
	async_transport_close(server.transport);
	AWAIT(async_sleep(1));
	part();
	return arg;
}

static void test_tls__both_close_at_once(void)
{
	async_run(close_both);
	ASSERT_STORIES("made eof lost", "made eof lost");
}

/* ---- What has no effect, and is said ---- */

static bool keep_open(struct async_protocol *protocol)
{
	tell((struct end *)protocol, false, "kept?");
	return true;
}

static void *hope_in_vain(void *arg)
{
	struct async_protocol_methods methods = end_methods;

	methods.eof_received = keep_open;
	AWAIT(meet(tls_server("server.pem"), tls_client(), host));
	server.protocol.methods = &methods;
	async_transport_close(client.transport);
	for (int i = 0; i < 6; i++) {
		ASSERT_STRING(suite_stderr(), "");
		say(&client, "too late");
	}
	ASSERT_STRING(suite_stderr(), "SSL connection is closed\n");
	AWAIT(async_sleep(1));
	ASSERT_STRING(suite_stderr(), "returning true from eof_received() has no effect when using "
				      "ssl\n");
	part();
	return arg;
}

static void test_tls__warns_of_what_has_no_effect(void)
{
	async_run(hope_in_vain);
	ASSERT_STORIES("made eof lost", "made kept? lost");
}

/* ---- In the middle of the handshake ---- */

static void *shake_hands(void *arg)
{
	(void)arg;
	AWAIT(shake(&client));
	note("done");
	return NULL;
}

static int passes_before;

static void *cancel_handshake(void *arg)
{
	struct async_task *task;
	int fds[2];

	connect_two(fds);
	begin_end(&server, fds[0], tls_server("server.pem"), NULL, 0);
	begin_end(&client, fds[1], tls_client(), host, 0);
	task = async_create_task(shake_hands);
	for (int i = 0; i < passes_before; i++)
		AWAIT(async_sleep(0));
	async_task_cancel(task, NULL);
	async_transport_close(client.transport);
	AWAIT(async_sleep(1));
	async_transport_close(server.transport);
	AWAIT(shake(&server));
	ASSERT(client.transport->loop == NULL);		/* it has ended */
	ASSERT(server.transport->loop == NULL);
	part();
	return arg;
}

static void test_tls__cancelled_in_mid_handshake(void)
{
	for (passes_before = 0; passes_before < 8; passes_before++)
		async_run(cancel_handshake);
}

static void *close_in_mid_handshake(void *arg)
{
	int fds[2];

	connect_two(fds);
	begin_end(&server, fds[0], tls_server("server.pem"), NULL, 0);
	begin_end(&client, fds[1], tls_client(), host, 0);
	for (int i = 0; i < passes_before; i++)
		AWAIT(async_sleep(0));
	async_transport_abort(server.transport);
	AWAIT(shake(&client));
	AWAIT(async_sleep(1));
	part();
	return arg;
}

static void test_tls__the_other_side_leaves_in_mid_handshake(void)
{
	for (passes_before = 0; passes_before < 3; passes_before++) {
		async_run(close_in_mid_handshake);
		ASSERT_STORIES("ConnectionResetError()", "");
	}
}

/* The loop closes over the head of connections in any state: they end without a word. */
static void *leave_it(void *arg)
{
	int fds[2];

	connect_two(fds);
	begin_end(&server, fds[0], tls_server("server.pem"), NULL, 0);
	begin_end(&client, fds[1], tls_client(), host, 0);
	for (int i = 0; i < passes_before; i++)
		AWAIT(async_sleep(0));
	if (passes_before % 2 == 1)
		async_transport_close(client.transport);
	return arg;
}

static void test_tls__the_loop_closes(void)
{
	for (passes_before = 0; passes_before < 12; passes_before++) {
		struct async_loop *loop = async_new_event_loop();

		async_loop_run_until_complete(loop, async_coroutine(leave_it));
		async_loop_close(loop);
		part();
		ASSERT(strstr(client.story, "lost") == NULL);
		ASSERT(strstr(server.story, "lost") == NULL);
	}
}

/* ---- start_tls() ---- */

struct upgrade { struct end *end; struct async_transport *plain; bool server_side; };

static void *upgrade(void *arg)
{
	const struct upgrade *self = arg;
	struct async_ssl_context *context =
		self->server_side ? tls_server("server.pem") : tls_client();
	EXCEPTION(e);

	self->end->transport = TRY(async_loop_start_tls(
		self->plain, &self->end->protocol, context, .server_hostname = host,
		.server_side = self->server_side));
	if (EXCEPT(Exception, e))
		tell(self->end, false, "%s(%s)", e->type->name, e->message);
	else if (self->end->transport != NULL)
		transport_keep(self->end->transport);
	return NULL;
}

static struct async_transport *begin_plain(struct end *end, int fd)
{
	struct async_transport *t;

	*end = (struct end){ .protocol.methods = &end_methods };
	t = transport_of_socket(loop_running(), fd, NULL, &end->protocol, NULL);
	transport_begin(t, NULL);
	return t;
}

static void *upgrade_both(void *arg)
{
	struct async_transport *plain[2];
	int fds[2];

	connect_two(fds);
	plain[0] = begin_plain(&server, fds[0]);
	plain[1] = begin_plain(&client, fds[1]);
	AWAIT(async_sleep(1));
	async_transport_write(plain[1], "STARTTLS", 8);
	AWAIT(async_sleep(1));
	AWAIT(async_gather(NULL, async_coroutine(upgrade, &server, plain[0], true),
			   async_coroutine(upgrade, &client, plain[1], false)));
	say(&client, "secret");
	AWAIT(async_sleep(1));
	async_transport_close(client.transport);
	AWAIT(async_sleep(1));
	part();
	return arg;
}

static void test_tls__start_tls(void)
{
	async_run(upgrade_both);
	ASSERT_STORIES("made eof lost", "made STARTTLSsecret eof lost");
}

static void *upgrade_with_nobody(void *arg)
{
	struct async_transport *plain;
	int fds[2];

	connect_two(fds);
	plain = transport_keep(begin_plain(&client, fds[0]));
	AWAIT(async_sleep(1));
	ASSERT_INT(write(fds[1], "what?", 5), 5);
	AWAIT(async_await(async_coroutine(upgrade, &client, plain, false)));
	ASSERT(async_transport_is_closing(plain));
	AWAIT(async_sleep(1));
	transport_release(plain);
	close(fds[1]);
	part();
	return arg;
}

static void test_tls__start_tls_with_who_does_not_speak_it(void)
{
	async_run(upgrade_with_nobody);
	ASSERT_STORIES("made SSLError([SSL: WRONG_VERSION_NUMBER] wrong version number) "
		       "lost(SSLError)", "");
}

/* Whose certificate is to be checked must have a name. */
static void *upgrade_without_a_name(void *arg)
{
	struct async_transport *plain;
	int fds[2];

	connect_two(fds);
	plain = transport_keep(begin_plain(&client, fds[0]));
	AWAIT(async_sleep(1));
	TRY(async_loop_start_tls(plain, &client.protocol, tls_client()));
	ASSERT_RAISED(ValueError, "check_hostname requires server_hostname");
	ASSERT(!async_transport_is_closing(plain));
	async_transport_close(plain);
	AWAIT(async_sleep(1));
	TRY(async_loop_start_tls(plain, &client.protocol, tls_client(), .server_hostname = host));
	ASSERT_RAISED(TypeError, "this transport is not supported by start_tls()");
	transport_release(plain);
	close(fds[1]);
	part();
	return arg;
}

static void test_tls__start_tls_asks_for_a_name(void)
{
	async_run(upgrade_without_a_name);
	ASSERT_STORIES("made lost", "");
}

static const struct test tests[] = {
	TEST(test_tls__a_handshake_takes_a_minute_at_most),
	TEST(test_tls__no_less_than_no_time),
	TEST(test_tls__a_farewell_takes_half_a_minute_at_most),
	TEST(test_tls__ends_without_a_farewell),
	TEST(test_tls__aborts),
	TEST(test_tls__closes_behind_what_was_written),
	TEST(test_tls__both_close_at_once),
	TEST(test_tls__warns_of_what_has_no_effect),
	TEST(test_tls__cancelled_in_mid_handshake),
	TEST(test_tls__the_other_side_leaves_in_mid_handshake),
	TEST(test_tls__the_loop_closes),
	TEST(test_tls__start_tls),
	TEST(test_tls__start_tls_asks_for_a_name),
	TEST(test_tls__start_tls_with_who_does_not_speak_it),
};

SUITE(tests, NO_PROGRAMS)
