/* server.h: a file through a connection. */

#include "protocols.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { SIZE = 300 * 1024 };

/* A file without a name, of SIZE bytes. */
static int make_file(void)
{
	char path[] = "/tmp/sendfile-XXXXXX", *text = malloc(SIZE);
	int fd = mkstemp(path);

	memset(text, 'x', SIZE);
	ASSERT(write(fd, text, SIZE) == SIZE);
	unlink(path);
	free(text);
	return fd;
}

static void *send_all(void *arg)
{
	struct pair pair = { .client.quiet = true, .server.quiet = true, .is_narrow = true };
	char *much = calloc(1, MUCH);
	int file = make_file();

	AWAIT(join(&pair));
	async_transport_write(pair.transport, much, MUCH);
	free(much);
	ASSERT_INT(AWAIT(async_loop_sendfile(pair.transport, file, 1024, SIZE_MAX)), SIZE - 1024);
	ASSERT(async_transport_is_reading(pair.transport));
	ASSERT_INT(AWAIT(async_loop_sendfile(pair.transport, file, 0, 10)), 10);
	ASSERT_INT(lseek(file, 0, SEEK_CUR), 10);
	ASSERT_INT(AWAIT(async_loop_sendfile(pair.transport, file, SIZE, SIZE_MAX)), 0);
	send_text(pair.transport, "end");
	async_transport_close(pair.transport);
	while (pair.server.lost == 0)
		AWAIT(async_sleep(0.01));
	ASSERT_INT(pair.server.received, MUCH + SIZE - 1024 + 10 + 3);
	close(file);
	return arg;
}

static void test_sendfile__sends_behind_what_waits(void)
{
	async_run(send_all);
}

/* What the kernel does not send is copied. */
static void *copy(void *arg)
{
	struct pair pair = { .server.quiet = true, .client.quiet = true, .is_narrow = true };
	int zeros = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	char *much = calloc(1, MUCH);

	AWAIT(join(&pair));
	async_transport_write(pair.transport, much, MUCH);
	free(much);
	ASSERT_NOTES("client:pause");
	ASSERT_INT(AWAIT(async_loop_sendfile(pair.transport, zeros, 0, SIZE)), SIZE);
	ASSERT(async_transport_is_reading(pair.transport));
	send_text(pair.server.transport, "thanks");
	send_text(pair.transport, "end");
	AWAIT(async_sleep(1));
	ASSERT_NOTES("client:resume");
	ASSERT_STRING(pair.client.text, "thanks");
	ASSERT_INT(pair.server.received, MUCH + SIZE + 3);
	async_transport_close(pair.transport);
	AWAIT(async_sleep(1));
	close(zeros);
	return arg;
}

static void test_sendfile__copies_what_the_kernel_cannot_send(void)
{
	async_run(copy);
}

struct copy_to { int fd, file; };

static void *copy_to(void *arg)
{
	const struct copy_to *self = arg;

	ASSERT_INT(AWAIT(async_loop_sock_sendfile(NULL, self->fd, self->file, 0, SIZE)), SIZE);
	TRY(async_loop_sock_sendfile(NULL, self->fd, self->file, 0, 5, .native = true));
	ASSERT_RAISED(SendfileNotAvailableError, "not a regular file");
	close(self->fd);
	return NULL;
}

static void *copy_to_socket(void *arg)
{
	int pair[2], zeros = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	char text[4096];
	size_t came = 0;

	ASSERT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) == 0);
	struct async_task *task = async_create_task(copy_to, pair[0], zeros);
	for (ssize_t n = 1; n > 0; came += (size_t)n)
		n = AWAIT(async_loop_sock_recv(NULL, pair[1], text, sizeof text));
	ASSERT_INT(came, SIZE);
	AWAIT(async_await(task));
	close(pair[1]);
	close(zeros);
	return arg;
}

static void test_sendfile__copies_to_a_socket(void)
{
	async_run(copy_to_socket);
}

struct send_file { struct async_transport *transport; int file; };

static void *send_file(void *arg)
{
	const struct send_file *self = arg;

	AWAIT(async_loop_sendfile(self->transport, self->file, 0, SIZE_MAX));
	return NULL;
}

/* While the other side does not read. */
static void *interrupt(void *arg)
{
	void (*how)(struct async_transport *) = *(void (**)(struct async_transport *))arg;
	struct pair pair = { .client.quiet = true, .server.quiet = true, .is_narrow = true };
	int file = make_file();
	struct async_task *task;
	EXCEPTION(e);

	AWAIT(join(&pair));
	async_transport_pause_reading(pair.server.transport);
	task = async_create_task(send_file, pair.transport, file);
	AWAIT(async_sleep(1));
	ASSERT(!async_task_done(task));
	ASSERT(!async_transport_is_reading(pair.transport));
	send_text(pair.transport, "not now");
	ASSERT_RAISED(RuntimeError, "unable to write; sendfile is in progress");
	async_transport_writelines(pair.transport, (const char *[]){ "nor", "this" }, 2);
	ASSERT_RAISED(RuntimeError, "unable to writelines; sendfile is in progress");
	TRY(async_loop_sendfile(pair.transport, file, 0, SIZE_MAX));
	ASSERT_RAISED(RuntimeError, NULL);
	if (how != NULL)
		how(pair.transport);
	else
		async_task_cancel(task);
	TRY(async_await(task));
	ASSERT(how == NULL ? EXCEPT(CancelledError, e) : EXCEPT(ConnectionError, e));
	AWAIT(async_sleep(1));
	ASSERT_INT(pair.client.lost, how != NULL);
	close(file);
	return arg;
}

struct interrupt { void (*how)(struct async_transport *transport); };

static void test_sendfile__can_be_cancelled(void)
{
	async_run(interrupt, NULL);
}

static void test_sendfile__ends_with_its_connection(void)
{
	async_run(interrupt, async_transport_abort);
	async_run(interrupt, async_transport_close);
}

/* The same while it is copied. */
static void *interrupt_copying(void *arg)
{
	void (*how)(struct async_transport *) = *(void (**)(struct async_transport *))arg;
	struct pair pair = { .client.quiet = true, .server.quiet = true, .is_narrow = true };
	int zeros = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	struct async_task *task;
	EXCEPTION(e);

	AWAIT(join(&pair));
	async_transport_pause_reading(pair.server.transport);
	task = async_create_task(send_file, pair.transport, zeros);
	AWAIT(async_sleep(1));
	ASSERT(!async_task_done(task));
	ASSERT(!async_transport_is_reading(pair.transport));
	ASSERT_NOTES("");
	if (how != NULL)
		how(pair.transport);
	else
		async_task_cancel(task);
	TRY(async_await(task));
	ASSERT(how == NULL ? EXCEPT(CancelledError, e) : EXCEPT(ConnectionError, e));
	ASSERT_INT(pair.client.lost, how != NULL);
	ASSERT_NOTES(how == NULL ? "client:pause" : "");
	async_transport_abort(pair.transport);
	AWAIT(async_sleep(1));
	ASSERT_INT(pair.client.lost, 1);
	close(zeros);
	return arg;
}

struct interrupt_copying { void (*how)(struct async_transport *transport); };

static void test_sendfile__of_a_copy_can_be_interrupted(void)
{
	async_run(interrupt_copying, NULL);
	async_run(interrupt_copying, async_transport_abort);
}

static void *wrongly(void *arg)
{
	struct pair pair = { .client.quiet = true, .server.quiet = true };
	int ends[2];

	AWAIT(join(&pair));
	ASSERT(pipe(ends) == 0);
	TRY(async_loop_sendfile(pair.transport, ends[0], 0, 5, .native = true));
	ASSERT_RAISED(SendfileNotAvailableError, "not a regular file");
	TRY(async_loop_sendfile(pair.transport, ends[0], 0, 5));
	ASSERT_RAISED(OSError, NULL);
	TRY(async_loop_sendfile(pair.transport, ends[0], -1, 5));
	ASSERT_RAISED(ValueError, "offset must be a non-negative integer (got -1)");
	close(ends[0]);
	close(ends[1]);
	async_transport_close(pair.transport);
	TRY(async_loop_sendfile(pair.transport, 0, 0, 5));
	ASSERT_RAISED(RuntimeError, "Transport is closing");
	AWAIT(async_sleep(1));
	return arg;
}

static void test_sendfile__says_what_cannot_be_sent(void)
{
	async_run(wrongly);
}

static const struct test tests[] = {
	TEST(test_sendfile__sends_behind_what_waits),
	TEST(test_sendfile__copies_what_the_kernel_cannot_send),
	TEST(test_sendfile__copies_to_a_socket),
	TEST(test_sendfile__can_be_cancelled),
	TEST(test_sendfile__of_a_copy_can_be_interrupted),
	TEST(test_sendfile__ends_with_its_connection),
	TEST(test_sendfile__says_what_cannot_be_sent),
};
SUITE(tests, NO_PROGRAMS)
