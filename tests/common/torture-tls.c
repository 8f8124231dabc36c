/* TLS while each allocation of the runtime fails, in turn. (OpenSSL's own, and libevent's, are not
 * the runtime's.) */

#include "tls-ends.h"
#include "torture.h"

static const char *const host = "weather.example";

ASYNC static int talk(void)
{
	AWAIT(meet(tls_server("server.pem"), tls_client(), host));
	say(&client, "weather?");
	AWAIT(async_sleep(1));
	say(&server, "rain");
	AWAIT(async_sleep(1));
	async_transport_close(client.transport);
	AWAIT(async_sleep(100));
	return 0;
}

static void *talk_and_part(void *arg)
{
	TRY(talk());
	part();
	return arg;
}

static void test_torture__tls(void)
{
	tls_make_files();
	torture(talk_and_part);
}

ASYNC static int refuse(void)
{
	AWAIT(meet(tls_server("self.pem"), tls_client(), host));
	AWAIT(async_sleep(100));
	return 0;
}

static void *refuse_and_part(void *arg)
{
	TRY(refuse());
	part();
	return arg;
}

static void test_torture__tls_that_is_refused(void)
{
	torture(refuse_and_part);
}

/* ---- start_tls() ---- */

static int fds[2];			/* -1: taken over */

struct upgrade { struct end *end; int *fd; bool server_side; };

static void *upgrade(void *arg)
{
	const struct upgrade *self = arg;
	struct async_ssl_context *context =
		self->server_side ? tls_server("server.pem") : tls_client();
	struct async_transport *plain, *t;

	*self->end = (struct end){ .protocol.methods = &end_methods };
	plain = transport_of_socket(loop_running(), *self->fd, NULL, &self->end->protocol, NULL);
	*self->fd = -1;
	if (plain == NULL)
		return NULL;
	self->end->transport = transport_keep(plain);
	transport_begin(plain, NULL);
	AWAIT(async_sleep(1));
	t = AWAIT(async_loop_start_tls(plain, &self->end->protocol, context,
				       .server_hostname = host,
				       .server_side = self->server_side));
	async_transport_write(t, "secret", 6);
	AWAIT(async_sleep(1));
	async_transport_close(t);
	AWAIT(async_sleep(100));
	return NULL;
}

static void *upgrade_and_part(void *arg)
{
	struct async_task *task;

	connect_two(fds);
	task = async_create_task(upgrade, &server, &fds[0], true);
	catch_any();
	TRY(async_await(async_coroutine(upgrade, &client, &fds[1], false)));
	catch_any();
	if (task != NULL)
		TRY(async_await(task));
	catch_any();
	for (int i = 0; i < 2; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	part();
	return arg;
}

static void test_torture__start_tls(void)
{
	torture(upgrade_and_part);
}

static const struct test tests[] = {
	TEST(test_torture__tls),
	TEST(test_torture__tls_that_is_refused),
	TEST(test_torture__start_tls),
};

SUITE(tests, NO_PROGRAMS)
