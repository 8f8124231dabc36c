/* transport.h: what a transport calls, and when; what it keeps; how it ends. */

#include "protocols.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>

/* ---- Calls ---- */

static void *echo(void *arg)
{
	struct pair pair = { .server.echoes = true };

	AWAIT(join(&pair));
	ASSERT_NOTES("server:made client:made");
	send_text(pair.transport, "hello");
	AWAIT(async_sleep(0.001));
	ASSERT_NOTES("server:data client:data");
	ASSERT_STRING(pair.server.text, "hello");
	ASSERT_STRING(pair.client.text, "hello");
	async_transport_close(pair.transport);
	ASSERT(async_transport_is_closing(pair.transport));
	AWAIT(async_sleep(0.001));
	ASSERT_NOTES("client:lost() server:eof server:lost()");
	return arg;
}

static void test_transport__calls_its_protocol(void)
{
	async_run(echo);
}


static void *half_close(void *arg)
{
	struct pair pair = { .server.keeps_open = true };

	AWAIT(join(&pair));
	ASSERT(async_transport_can_write_eof(pair.transport));
	send_text(pair.transport, "a question");
	async_transport_write_eof(pair.transport);
	send_text(pair.transport, "more");
	ASSERT_RAISED(RuntimeError, "Cannot call write() after write_eof()");
	async_transport_writelines(pair.transport, (const char *[]){ "more" }, 1);
	ASSERT_RAISED(RuntimeError, "Cannot call writelines() after write_eof()");
	AWAIT(async_sleep(0.001));
	ASSERT_NOTES("server:made client:made server:data server:eof");
	ASSERT_STRING(pair.server.text, "a question");
	send_text(pair.server.transport, "an answer");
	async_transport_write_eof(pair.server.transport);
	async_transport_close(pair.server.transport);
	AWAIT(async_sleep(0.001));
	ASSERT_NOTES("server:lost() client:data client:eof client:lost()");
	ASSERT_STRING(pair.client.text, "an answer");
	return arg;
}

static void test_transport__closes_one_direction(void)
{
	async_run(half_close);
}

static void *close_both(void *arg)
{
	struct pair pair = { 0 };

	AWAIT(join(&pair));
	async_transport_close(pair.transport);
	async_transport_close(pair.transport);
	async_transport_abort(pair.transport);
	async_transport_write_eof(pair.transport);
	send_text(pair.transport, "too late");
	AWAIT(async_sleep(0.001));
	ASSERT_NOTES("server:made client:made client:lost() server:eof server:lost()");
	async_transport_abort(pair.transport);
	async_transport_pause_reading(pair.transport);
	async_transport_resume_reading(pair.transport);
	ASSERT_INT(async_transport_get_write_buffer_size(pair.transport), 0);
	ASSERT(async_transport_get_protocol(pair.transport) == NULL);
	return arg;
}

static void test_transport__may_be_closed_twice(void)
{
	async_run(close_both);
}

static void *write_when_lost(void *arg)
{
	struct pair pair = { 0 };

	AWAIT(join(&pair));
	async_transport_abort(pair.transport);
	for (int i = 0; i < 4; i++)
		send_text(pair.transport, "lost");
	AWAIT(async_sleep(0.001));
	ASSERT_STRING(suite_stderr(), "");
	send_text(pair.transport, "lost");
	ASSERT_STRING(suite_stderr(), "socket.send() raised exception.\n");
	ASSERT_NOTES("server:made client:made client:lost() server:eof server:lost()");
	return arg;
}

static void test_transport__warns_of_writes_when_lost(void)
{
	async_run(write_when_lost);
}

/* ---- Reading ---- */

static void *pause(void *arg)
{
	struct pair pair = { 0 };

	AWAIT(join(&pair));
	ASSERT(async_transport_is_reading(pair.server.transport));
	async_transport_pause_reading(pair.server.transport);
	async_transport_pause_reading(pair.server.transport);
	ASSERT(!async_transport_is_reading(pair.server.transport));
	send_text(pair.transport, "while it rests");
	AWAIT(async_sleep(1));
	ASSERT_NOTES("server:made client:made");
	async_transport_resume_reading(pair.server.transport);
	async_transport_resume_reading(pair.server.transport);
	AWAIT(async_sleep(1));
	ASSERT_NOTES("server:data");
	async_transport_close(pair.transport);
	AWAIT(async_sleep(1));
	ASSERT_NOTES("client:lost() server:eof server:lost()");
	return arg;
}

static void test_transport__pauses_reading(void)
{
	async_run(pause);
}

/* A protocol that has its own buffer, of three bytes. */
struct buffered {
	struct async_protocol protocol;
	char room[3], text[20];
	size_t received;
};

static void *give_buffer(struct async_protocol *protocol, size_t *size)
{
	struct buffered *self = (struct buffered *)protocol;

	if (self->received > 10)
		return NULL;
	*size = sizeof self->room;
	return self->room;
}

static void note_update(struct async_protocol *protocol, size_t size)
{
	struct buffered *self = (struct buffered *)protocol;

	memcpy(self->text + self->received, self->room, size);
	self->received += size;
	if (self->received == 5)
		async_raise(ValueError, "not that");
}

static void note_buffered_lost(struct async_protocol *protocol, const struct async_exception *e)
{
	(void)protocol;
	note("lost(%s: %s)", e != NULL ? e->type->name : "", e != NULL ? e->message : "");
}

static void ignore_report(struct async_loop *loop, const struct async_exception_context *context,
			  void *arg)
{
	(void)loop;
	(void)arg;
	note("[%s]", context->message);
}

static const struct async_protocol_methods buffered_methods = {
	.get_buffer = give_buffer,
	.buffer_updated = note_update,
	.connection_lost = note_buffered_lost,
};

static void *read_into_buffer(void *arg)
{
	struct pair pair = { .server.quiet = true, .client.quiet = true };
	static struct buffered first, second;

	async_loop_set_exception_handler(NULL, ignore_report, NULL);
	first = second = (struct buffered){ .protocol.methods = &buffered_methods };
	AWAIT(join(&pair));
	async_transport_set_protocol(pair.server.transport, &first.protocol);
	send_text(pair.transport, "a long text");
	AWAIT(async_sleep(1));
	ASSERT_STRING(first.text, "a long text");
	send_text(pair.transport, "!");
	AWAIT(async_sleep(1));
	ASSERT_NOTES("[Fatal error: protocol.get_buffer() call failed.] "
		     "lost(RuntimeError: get_buffer() returned an empty buffer)");
	AWAIT(join(&pair));
	async_transport_set_protocol(pair.server.transport, &second.protocol);
	send_text(pair.transport, "abcde");
	AWAIT(async_sleep(1));
	ASSERT_NOTES("[Fatal error: protocol.buffer_updated() call failed.] "
		     "lost(ValueError: not that)");
	return arg;
}

static void test_transport__reads_into_a_buffer_of_the_protocol(void)
{
	async_run(read_into_buffer);
}

/* ---- Writing ---- */

static void *write_much(void *arg)
{
	struct pair pair = { .server.quiet = true, .is_narrow = true };
	char *much = calloc(MUCH, 1);
	size_t high, low;

	AWAIT(join(&pair));
	async_transport_get_write_buffer_limits(pair.transport, &high, &low);
	ASSERT_INT(high, 65536);
	ASSERT_INT(low, 16384);
	async_transport_pause_reading(pair.server.transport);
	async_transport_write(pair.transport, much, MUCH);
	free(much);
	ASSERT_NOTES("client:made client:pause");
	ASSERT(async_transport_get_write_buffer_size(pair.transport) > high);
	AWAIT(async_sleep(1));
	ASSERT_NOTES("");
	async_transport_resume_reading(pair.server.transport);
	async_transport_close(pair.transport);
	while (pair.client.lost == 0)
		AWAIT(async_sleep(0.001));
	AWAIT(async_sleep(0.001));
	ASSERT_INT(pair.server.received, MUCH);
	ASSERT_INT(pair.server.lost, 1);
	ASSERT_NOTES("client:resume client:lost()");
	return arg;
}

static void test_transport__keeps_what_cannot_be_sent(void)
{
	async_run(write_much);
}

static void *set_limits(void *arg)
{
	struct pair pair = { .server.quiet = true, .is_narrow = true };
	char *much = calloc(MUCH, 1);
	size_t high, low;

	AWAIT(join(&pair));
	async_transport_set_write_buffer_limits(pair.transport, 10, 20);
	ASSERT_RAISED(ValueError, "high (10) must be >= low (20) must be >= 0");
	async_transport_set_write_buffer_limits(pair.transport, 2 * MUCH, 20);
	async_transport_pause_reading(pair.server.transport);
	async_transport_write(pair.transport, much, MUCH);
	free(much);
	ASSERT_NOTES("client:made");
	async_transport_set_write_buffer_limits(pair.transport, 2000, 1000);
	async_transport_get_write_buffer_limits(pair.transport, &high, &low);
	ASSERT_INT(high, 2000);
	ASSERT_INT(low, 1000);
	ASSERT_NOTES("client:pause");
	async_transport_abort(pair.transport);
	ASSERT_INT(async_transport_get_write_buffer_size(pair.transport), 0);
	AWAIT(async_sleep(1));
	ASSERT_NOTES("client:lost()");
	async_transport_abort(pair.server.transport);
	AWAIT(async_sleep(1));
	return arg;
}

static void test_transport__has_water_marks(void)
{
	async_run(set_limits);
}

/* ---- What is behind it ---- */

static int port_of(const void *address)
{
	return address != NULL ? ntohs(((const struct sockaddr_in *)address)->sin_port) : -1;
}

static void *ask(void *arg)
{
	struct pair pair = { 0 };
	const int *fd;
	int port;

	AWAIT(join(&pair));
	port = async_server_port(pair.listening);
	ASSERT_INT(port_of(async_transport_get_extra_info(pair.transport, "peername")), port);
	ASSERT_INT(port_of(async_transport_get_extra_info(pair.server.transport, "sockname")),
		   port);
	ASSERT_INT(port_of(async_transport_get_extra_info(pair.server.transport, "peername")),
		   port_of(async_transport_get_extra_info(pair.transport, "sockname")));
	ASSERT(async_transport_get_extra_info(pair.transport, "weather") == NULL);
	fd = async_transport_get_extra_info(pair.transport, "socket");
	ASSERT(fd != NULL && fcntl(*fd, F_GETFD) == FD_CLOEXEC);
	async_transport_close(pair.transport);
	AWAIT(async_sleep(1));
	return arg;
}

static void test_transport__knows_its_socket(void)
{
	async_run(ask);
}

static void *change_protocol(void *arg)
{
	struct pair pair = { 0 };
	struct noting_plan other = { .name = "other" };
	struct noting protocol = { { &noting_methods }, &other, NULL };

	AWAIT(join(&pair));
	async_transport_set_protocol(pair.server.transport, &protocol.protocol);
	ASSERT(async_transport_get_protocol(pair.server.transport) == &protocol.protocol);
	send_text(pair.transport, "hello");
	AWAIT(async_sleep(1));
	async_transport_close(pair.transport);
	AWAIT(async_sleep(1));
	ASSERT_NOTES("server:made client:made other:data client:lost() other:eof "
		     "other:lost()");
	return arg;
}

static void test_transport__calls_another_protocol(void)
{
	async_run(change_protocol);
}

/* ---- Whose its socket is ---- */

static void ignore(void *arg)
{
	(void)arg;
}

static void assert_refused(int fd)
{
	char expected[128];
	EXCEPTION(e);

	snprintf(expected, sizeof expected,
		 "File descriptor %d is used by transport tests/common/protocols.h:", fd);
	if (EXCEPT(RuntimeError, e))
		ASSERT_CONTAINS(e->message, expected);
	else
		ASSERT(!"refused");
}

static void *use_socket(void *arg)
{
	struct pair pair = { .client.quiet = true, .server = { .quiet = true, .echoes = true } };
	struct noting_plan other = { .name = "other" };
	int fd;

	AWAIT(join(&pair));
	fd = *(const int *)async_transport_get_extra_info(pair.transport, "socket");
	async_loop_add_reader(NULL, fd, ignore, NULL);
	assert_refused(fd);
	async_loop_add_writer(NULL, fd, ignore, NULL);
	assert_refused(fd);
	ASSERT(!async_loop_remove_reader(NULL, fd));
	assert_refused(fd);
	ASSERT(!async_loop_remove_writer(NULL, fd));
	assert_refused(fd);
	TRY(async_loop_sock_recv(NULL, fd, (char[1]){ 0 }, 1));
	assert_refused(fd);
	TRY(async_loop_create_connection(noting, &other, NULL, 0, .sock = fd));
	assert_refused(fd);
	send_text(pair.transport, "still there");
	AWAIT(async_sleep(1));
	ASSERT_STRING(pair.client.text, "still there");
	async_transport_close(pair.transport);
	ASSERT(!async_loop_remove_reader(NULL, fd));
	AWAIT(async_sleep(1));
	return arg;
}

static void test_transport__keeps_its_socket_to_itself(void)
{
	async_run(use_socket);
}

/* ---- Whose it is ---- */

struct connect_and_leave { int port; };

static void *connect_and_leave(void *arg)
{
	const struct connect_and_leave *self = arg;
	static struct noting_plan plan;

	plan = (struct noting_plan){ .name = "client" };
	AWAIT(async_loop_create_connection(noting, &plan, "127.0.0.1", self->port));
	return NULL;
}

static void *leave_open(void *arg)
{
	struct noting_plan plan = { .name = "server" };
	struct async_server *server =
		AWAIT(async_loop_create_server(noting, &plan, "127.0.0.1", 0));
	int port = async_server_port(server);
	struct async_task *task = async_create_task(connect_and_leave, port);

	AWAIT(async_await(task));
	async_detach(task);
	ASSERT_NOTES("server:made client:made");
	AWAIT(async_sleep(1));
	ASSERT_NOTES("server:eof server:lost()");
	return arg;
}

static void test_transport__ends_with_the_memory_of_its_task(void)
{
	async_run(leave_open);
}

static void test_transport__is_missed_in_debug_mode(void)
{
	async_use_debug(true);
	async_run(leave_open);
	async_use_debug(false);
	ASSERT_CONTAINS(mask_lines(suite_stderr()),
			"transport.c:LINE: ResourceWarning: unclosed transport\n");
}

static void *stay_open(void *arg)
{
	struct pair pair = { 0 };

	AWAIT(join(&pair));
	ASSERT_NOTES("server:made client:made");
	return arg;
}

static void test_transport__ends_with_its_loop(void)
{
	async_run(stay_open);
	ASSERT_NOTES("");
}

static const struct test tests[] = {
	TEST(test_transport__calls_its_protocol),
	TEST(test_transport__closes_one_direction),
	TEST(test_transport__may_be_closed_twice),
	TEST(test_transport__warns_of_writes_when_lost),
	TEST(test_transport__pauses_reading),
	TEST(test_transport__reads_into_a_buffer_of_the_protocol),
	TEST(test_transport__keeps_what_cannot_be_sent),
	TEST(test_transport__has_water_marks),
	TEST(test_transport__knows_its_socket),
	TEST(test_transport__calls_another_protocol),
	TEST(test_transport__keeps_its_socket_to_itself),
	TEST(test_transport__ends_with_the_memory_of_its_task),
	TEST(test_transport__is_missed_in_debug_mode),
	TEST(test_transport__ends_with_its_loop),
};
SUITE(tests, NO_PROGRAMS)
