/* transport.h: what is done with exceptions that a protocol raises. */

#include "protocols.h"

#include <stdlib.h>

static void raising_data(struct async_protocol *protocol, const void *data, size_t size)
{
	noting_data(protocol, data, size);
	async_raise(ValueError, "no such city");
}

static bool raising_eof(struct async_protocol *protocol)
{
	noting_eof(protocol);
	async_raise(KeyError, "at the end");
	return true;
}

static void raising_lost(struct async_protocol *protocol, const struct async_exception *e)
{
	noting_lost(protocol, e);
	async_raise(IndexError, "when lost");
}

static void raising_pause(struct async_protocol *protocol)
{
	noting_pause(protocol);
	async_raise(LookupError, "no room");
}

static void note_report(struct async_loop *loop, const struct async_exception_context *context,
			void *arg)
{
	(void)loop;
	(void)arg;
	note("[%s: %s]", context->message, context->exception->type->name);
}

static void *raise_in_data(void *arg)
{
	static struct async_protocol_methods methods;
	struct pair pair = { 0 };

	methods = noting_methods;
	methods.data_received = raising_data;
	methods.connection_lost = raising_lost;
	async_loop_set_exception_handler(NULL, note_report, NULL);
	AWAIT(join(&pair));
	async_transport_get_protocol(pair.server.transport)->methods = &methods;
	send_text(pair.transport, "?");
	AWAIT(async_sleep(1));
	ASSERT_NOTES("server:made client:made server:data "
		     "[Fatal error: protocol.data_received() call failed.: ValueError] "
		     "server:lost(ValueError) [Exception in callback: IndexError] "
		     "client:eof client:lost()");
	return arg;
}

static void test_transport__reports_what_data_received_raises(void)
{
	async_run(raise_in_data);
}

static void *raise_in_eof(void *arg)
{
	static struct async_protocol_methods methods;
	struct pair pair = { 0 };

	methods = noting_methods;
	methods.eof_received = raising_eof;
	async_loop_set_exception_handler(NULL, note_report, NULL);
	AWAIT(join(&pair));
	async_transport_get_protocol(pair.server.transport)->methods = &methods;
	async_transport_close(pair.transport);
	AWAIT(async_sleep(1));
	ASSERT_NOTES("server:made client:made client:lost() server:eof "
		     "[Fatal error: protocol.eof_received() call failed.: KeyError] "
		     "server:lost(KeyError)");
	return arg;
}

static void test_transport__reports_what_eof_received_raises(void)
{
	async_run(raise_in_eof);
}

static void *raise_in_pause(void *arg)
{
	static struct async_protocol_methods methods;
	struct pair pair = { .server.quiet = true, .is_narrow = true };
	char *much = calloc(MUCH, 1);

	methods = noting_methods;
	methods.pause_writing = raising_pause;
	async_loop_set_exception_handler(NULL, note_report, NULL);
	AWAIT(join(&pair));
	async_transport_get_protocol(pair.transport)->methods = &methods;
	async_transport_write(pair.transport, much, MUCH);
	free(much);
	ASSERT(async_exception() == NULL);
	ASSERT_NOTES("client:made client:pause [protocol.pause_writing() failed: LookupError]");
	async_transport_abort(pair.transport);
	AWAIT(async_sleep(1));
	return arg;
}

static void test_transport__reports_what_pause_writing_raises(void)
{
	async_run(raise_in_pause);
}

static void leave(struct async_protocol *protocol, const void *data, size_t size)
{
	noting_data(protocol, data, size);
	async_raise(SystemExit, "3");
}

static void *exit_in_data(void *arg)
{
	static struct async_protocol_methods methods;
	struct pair pair = { 0 };

	methods = noting_methods;
	methods.data_received = leave;
	AWAIT(join(&pair));
	async_transport_get_protocol(pair.server.transport)->methods = &methods;
	send_text(pair.transport, "!");
	AWAIT(async_sleep(1));
	note("not reached");
	return arg;
}

static void test_transport__lets_a_protocol_end_the_run(void)
{
	async_run(exit_in_data);
	ASSERT_RAISED(SystemExit, "3");
	ASSERT_NOTES("server:made client:made server:data");
}

static const struct test tests[] = {
	TEST(test_transport__reports_what_data_received_raises),
	TEST(test_transport__reports_what_eof_received_raises),
	TEST(test_transport__reports_what_pause_writing_raises),
	TEST(test_transport__lets_a_protocol_end_the_run),
};
SUITE(tests, NO_PROGRAMS)
