/* socket.h: names of hosts. */

#include <netdb.h>
#include <string.h>
#include <sys/socket.h>

#include "suite.h"

static void *look_up(void *arg)
{
	const struct addrinfo *found = AWAIT(async_loop_getaddrinfo(
		NULL, "127.0.0.1", "80", .type = SOCK_STREAM, .flags = AI_NUMERICHOST));
	const char *host, *port;
	EXCEPTION(e);

	ASSERT_INT(found->ai_family, AF_INET);
	ASSERT(found->ai_next == NULL);
	AWAIT(async_loop_getnameinfo(NULL, found->ai_addr, found->ai_addrlen,
				     NI_NUMERICHOST | NI_NUMERICSERV, &host, &port));
	note("%s:%s", host, port);
	TRY(async_loop_getaddrinfo(NULL, "no.address", "80", .flags = AI_NUMERICHOST));
	if (EXCEPT(OSError, e))
		note("%s %s", e->type->name, e->message);
	ASSERT_INT(e->error_number, EAI_NONAME);
	ASSERT_TIME(async_loop_time(NULL), 0);
	return arg;
}

static void test_getaddrinfo__asks_in_a_thread(void)
{
	async_run(look_up);
	ASSERT_NOTES("127.0.0.1:80 gaierror [Errno -2] Name or service not known");
}

static void *look_up_task(void *arg)
{
	AWAIT(async_loop_getaddrinfo(NULL, "127.0.0.1", NULL, .flags = AI_NUMERICHOST));
	note("never");
	return arg;
}

/* What the thread finds goes, and nobody has heard of it: the suite counts the bytes. */
static void *cancel_a_look_up(void *arg)
{
	struct async_task *task = async_create_task(look_up_task);

	AWAIT(async_sleep(0));
	async_task_cancel(task);
	AWAIT(async_sleep(0));
	AWAIT(async_sleep(0));
	ASSERT(async_task_cancelled(task));
	return arg;
}

static void test_getaddrinfo__cancelled(void)
{
	async_run(cancel_a_look_up);
	ASSERT_NOTES("");
}

static void *look_up_what_is_too_long(void *arg)
{
	char name[2000];
	EXCEPTION(e);

	memset(name, 'a', sizeof name);
	name[sizeof name - 1] = '\0';
	TRY(async_loop_getaddrinfo(NULL, name, "80"));
	if (EXCEPT(gaierror, e))
		note("%d", e->error_number);
	return arg;
}

static void test_getaddrinfo__of_a_name_that_is_too_long(void)
{
	async_run(look_up_what_is_too_long);
	ASSERT_NOTES("-2");
}

static const struct test tests[] = {
	TEST(test_getaddrinfo__asks_in_a_thread),
	TEST(test_getaddrinfo__cancelled),
	TEST(test_getaddrinfo__of_a_name_that_is_too_long),
};

SUITE(tests, NO_PROGRAMS)
