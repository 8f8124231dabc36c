/* Each allocation of transports, servers and those who connect fails once, in turn. */

#include "protocols.h"
#include "torture.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static void note_nothing(struct async_loop *loop, const struct async_exception_context *context,
			 void *arg)
{
	(void)loop;
	(void)context;
	(void)arg;
}

/* Give what is under way its turns, whatever is raised. */
ASYNC static int settle(void)
{
	for (int i = 0; i < 40; i++) {
		TRY(async_sleep(0));
		catch_any();
	}
	return 0;
}

static void *talk(void *arg)
{
	static struct pair pair;

	pair = (struct pair){ .client.quiet = true, .server.quiet = true, .server.echoes = true };
	async_loop_set_exception_handler(NULL, note_nothing, NULL);
	TRY(join(&pair));
	if (async_exception() == NULL) {
		send_text(pair.transport, "hello");
		catch_any();
		AWAIT(settle());
		async_transport_write_eof(pair.transport);
	}
	catch_any();
	AWAIT(settle());
	if (pair.listening != NULL)
		async_server_close(pair.listening);
	return arg;
}

static void test_torture__a_conversation(void)
{
	torture(talk);
}

static void *fill(void *arg)
{
	static struct pair pair;
	char *much = calloc(1, MUCH);

	pair = (struct pair){ .client.quiet = true, .server.quiet = true, .is_narrow = true };
	async_loop_set_exception_handler(NULL, note_nothing, NULL);
	TRY(join(&pair));
	if (async_exception() == NULL) {
		async_transport_write(pair.transport, much, MUCH);
		async_transport_write(pair.transport, much, MUCH);
		catch_any();
		async_transport_close(pair.transport);
	}
	free(much);
	catch_any();
	AWAIT(settle());
	return arg;
}

static void test_torture__what_waits_to_be_sent(void)
{
	torture(fill);
}

static void *through_path(void *arg)
{
	char directory[] = "/tmp/torture-XXXXXX";
	static struct noting_plan client = { .quiet = true }, server = { .quiet = true };
	const char *path = NULL;
	struct async_server *listening = NULL;

	if (mkdtemp(directory) != NULL)
		path = async_sprintf("%s/desk.sock", directory);
	if (path != NULL)
		listening = TRY(async_loop_create_unix_server(noting, &server, path));
	if (listening != NULL)
		TRY(async_loop_create_unix_connection(noting, &client, path));
	catch_any();
	AWAIT(settle());
	if (listening != NULL) {
		async_server_close(listening);
		async_server_close_clients(listening);
		TRY(async_server_wait_closed(listening));
	}
	catch_any();
	AWAIT(settle());
	rmdir(directory);
	return arg;
}

static void test_torture__a_unix_socket(void)
{
	torture(through_path);
}

struct serve { struct async_server *server; };

static void *serve(void *arg)
{
	AWAIT(async_server_serve_forever(((struct serve *)arg)->server));
	return NULL;
}

static void *serve_for_ever(void *arg)
{
	static struct noting_plan plan = { .quiet = true };
	struct async_server *server = TRY(async_loop_create_server(noting, &plan, NULL, 0));
	struct async_task *task = NULL;

	if (server != NULL)
		task = async_create_task(serve, server);
	catch_any();
	AWAIT(settle());
	if (task != NULL)
		async_task_cancel(task);
	catch_any();
	AWAIT(settle());
	if (task != NULL)
		TRY(async_await(task));
	catch_any();
	return arg;
}

static void test_torture__serving(void)
{
	torture(serve_for_ever);
}

static void *connect_nowhere(void *arg)
{
	static struct noting_plan plan = { .quiet = true };

	TRY(async_loop_create_connection(noting, &plan, "127.0.0.1", 1));
	catch_any();
	TRY(async_loop_create_connection(noting, &plan, "localhost", 1,
					 .local_host = "127.0.0.1"));
	catch_any();
	return arg;
}

static void test_torture__connecting_in_vain(void)
{
	torture(connect_nowhere);
}

static const char *to_send;

static void *send_a_file(void *arg)
{
	static struct pair pair;
	int file = open(to_send, O_RDONLY | O_CLOEXEC);

	pair = (struct pair){ .client.quiet = true, .server.quiet = true };
	async_loop_set_exception_handler(NULL, note_nothing, NULL);
	TRY(join(&pair));
	if (async_exception() == NULL)
		ASSERT(TRY(async_loop_sendfile(pair.transport, file, 0, 100)) >= 0);
	catch_any();
	AWAIT(settle());
	close(file);
	return arg;
}

static void test_torture__sending_a_file(void)
{
	to_send = "/proc/self/exe";
	torture(send_a_file);
	to_send = "/dev/zero";			/* which the kernel does not send */
	torture(send_a_file);
}

static const struct test tests[] = {
	TEST(test_torture__a_conversation),
	TEST(test_torture__what_waits_to_be_sent),
	TEST(test_torture__a_unix_socket),
	TEST(test_torture__serving),
	TEST(test_torture__connecting_in_vain),
	TEST(test_torture__sending_a_file),
};
SUITE(tests, NO_PROGRAMS)
