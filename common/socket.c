/* Sockets, awaited: each call of asyncio's loop.sock_X(), and what they are made of.
 *
 * The system call is tried at once. If it would block, the task waits for a future, and the loop
 * calls on_ready() when the descriptor is ready. That does what can be done there and then: it
 * sends, it receives, it looks whether the connection stands. But the task may be cancelled before
 * it runs again, and then it has taken nothing. So connections are accepted when it is back, and so
 * are messages whose sender is asked for. Bytes are received at once, which saves a system call of
 * four; those that a cancelled task leaves are held, and given to who receives next.
 */

#include "socket.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "address-internal.h"
#include "heap.h"
#include "signals-internal.h"
#include "socket-internal.h"
#include "task-internal.h"

const struct async_exception_type SendfileNotAvailableError[1] = {
	{ "SendfileNotAvailableError", RuntimeError }
};

struct attempt {				/* lies on the stack of who waits */
	struct async_future over;
	struct async_loop *loop;
	const char *what;			/* the system call */
	int fd;
	bool writes;
	int would_block;			/* what the call gives then; 0: EAGAIN */
	/* The call. [waited]: the loop makes it, so it takes nothing that comes. Returns: as the
	 * call; -1, with errno set. */
	ssize_t (*call)(struct attempt *attempt, bool waited);

	void *buffer;
	const void *data;
	size_t room, size;			/* size: as much of room as there are bytes */
	struct sockaddr *from;
	const struct sockaddr *to;
	socklen_t *from_length, length;

	int file;				/* to be sent, from [offset] on, */
	off_t offset;
	size_t sent;				/* and so much of it has been */

	ssize_t result;
	int error;				/* of the call, or 0 */
	bool waited;				/* as it was made */
};

/* ---- Trying and waiting ---- */

/* Returns: false if the call would block. */
static bool try_call(struct attempt *attempt, bool waited)
{
	do
		attempt->result = attempt->call(attempt, attempt->waited = waited);
	while (attempt->result < 0 && errno == EINTR);
	attempt->error = attempt->result < 0 ? errno : 0;
	return attempt->error != (attempt->would_block != 0 ? attempt->would_block : EAGAIN);
}

static ssize_t connect_or_ask(struct attempt *attempt, bool waited);
static ssize_t send_file(struct attempt *attempt, bool waited);
static ssize_t receive(struct attempt *attempt, bool waited);
static void hold_back(struct attempt *attempt);

static void on_ready(void *arg)
{
	struct attempt *attempt = arg;

	if (attempt->over.state == FUTURE_PENDING && try_call(attempt, true))
		future_set_result(&attempt->over, NULL);
}

/* Another task may have come to wait in place of one that was cancelled. [goes_on]: this one may
 * come again. */
static void unwatch(struct attempt *attempt, bool goes_on)
{
	if (loop_watcher(attempt->loop, attempt->fd, attempt->writes, on_ready) != attempt)
		return;
	if (goes_on)
		loop_rest(attempt->loop, attempt->fd, attempt->writes);
	else if (attempt->writes)
		loop_remove_writer(attempt->loop, attempt->fd);
	else
		loop_remove_reader(attempt->loop, attempt->fd);
}

/* The task that waits is dropped. */
static void abandon(struct async_future *over)
{
	unwatch(CONTAINER_OF(over, struct attempt, over), false);
	future_fini(over);
}

static bool watch(struct attempt *attempt)
{
	const struct attempt *other =
		loop_watcher(attempt->loop, attempt->fd, attempt->writes, on_ready);

	if (other != NULL && other->over.state == FUTURE_PENDING)
		error_raise(RuntimeError, "another task waits for descriptor %d to be %s",
			    attempt->fd, attempt->writes ? "writable" : "readable");
	else if (loop_may_watch(attempt->loop, attempt->fd))
		loop_watch(attempt->loop, attempt->fd, attempt->writes, on_ready, attempt);
	return async_exception() == NULL;
}

/* Returns: false if an exception is raised. */
static bool wait_for(struct async_task *task, struct attempt *attempt)
{
	static const struct future_methods methods = { .abandon = abandon };

	if (!watch(attempt))
		return false;
	future_init(&attempt->over, attempt->loop, NULL, &methods);
	task_wait(task, &attempt->over, attempt->what, attempt->fd);
	unwatch(attempt, attempt->error == 0 && attempt->result > 0);
	future_fini(&attempt->over);
	if (async_exception() != NULL && attempt->call == receive)
		hold_back(attempt);
	return async_exception() == NULL;
}

/* The task that may make [attempt] for [loop]. */
static struct async_task *begin(struct attempt *attempt, struct async_loop *loop)
{
	struct async_task *task = task_may_suspend(attempt->what);

	if (task == NULL)
		return NULL;
	attempt->loop = task->future.loop;
	if (loop != NULL && loop != attempt->loop)
		return error_raise(RuntimeError, "%s was called for a loop that does not run",
				   attempt->what);
	if (attempt->loop->debug && !(fcntl(attempt->fd, F_GETFL) & O_NONBLOCK))
		return error_raise(ValueError, "the socket must be non-blocking");
	return task;
}

/* What a call was about, for its OSError. */
static void raise_error(const struct attempt *attempt)
{
	char text[ADDRESS_TEXT];

	if (attempt->call == send_file && attempt->sent == 0)
		error_raise(SendfileNotAvailableError, "os.sendfile call failed");
	else if (attempt->call == connect_or_ask && attempt->waited)
		error_put(exception_of_errno(attempt->error, "Connect call failed %s",
					     address_describe(attempt->to, text)));
	else if (attempt->to != NULL)
		error_raise_errno(attempt->error, "%s of descriptor %d, to %s", attempt->what,
				  attempt->fd, address_describe(attempt->to, text));
	else
		error_raise_errno(attempt->error, "%s of descriptor %d", attempt->what,
				  attempt->fd);
}

/* Make the call, in [loop], until it does not block. [taken]: what on_ready() does is all of it.
 * Returns: the call's result; 0 if it raises. */
static ssize_t await_call(struct async_loop *loop, struct attempt *attempt, bool taken)
{
	struct async_task *task = begin(attempt, loop);

	if (task == NULL)
		return 0;
	attempt->size = attempt->room;
	while (!try_call(attempt, false)) {
		if (!wait_for(task, attempt))
			return 0;
		if (taken || attempt->error != 0)
			break;
	}
	if (attempt->error == 0)
		return attempt->result;
	raise_error(attempt);
	return 0;
}

/* ---- What a cancelled task has received ---- */

struct held {
	ino_t socket;				/* the descriptor may be another one by now */
	bool is_message;			/* of which one call takes all, or loses the rest */
	size_t begin, end;
	char bytes[];
};

static ino_t identity(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 ? status.st_ino : 0;
}

/* What is held for [fd]; NULL: nothing. */
static struct held *find_held(struct async_loop *loop, int fd)
{
	void **slot = loop_held(loop, fd);

	if (slot == NULL || *slot == NULL)
		return NULL;
	if (((struct held *)*slot)->socket != identity(fd)) {
		heap_put(*slot);
		*slot = NULL;
	}
	return *slot;
}

/* Hold [size] bytes, in front of those that are held already. If memory is short they are lost, as
 * all are in asyncio. */
static void hold(struct async_loop *loop, int fd, const void *buffer, size_t size)
{
	struct held *former = find_held(loop, fd), *held;
	size_t rest = former != NULL ? former->end - former->begin : 0;
	socklen_t length = sizeof(int);
	int type = SOCK_STREAM;

	held = heap_get(sizeof *held + size + rest);
	if (held == NULL)
		return;
	getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length);
	held->socket = identity(fd);
	held->is_message = type != SOCK_STREAM;
	held->end = size + rest;
	memcpy(held->bytes, buffer, size);
	if (rest > 0)
		memcpy(held->bytes + size, former->bytes + former->begin, rest);
	heap_put(former);
	*loop_held(loop, fd) = held;
}

static void hold_back(struct attempt *attempt)
{
	struct attempt *next = loop_watcher(attempt->loop, attempt->fd, false, on_ready);

	if (attempt->error != 0 || attempt->result <= 0)
		return;
	hold(attempt->loop, attempt->fd, attempt->buffer, (size_t)attempt->result);
	if (next != NULL)
		on_ready(next);
}

static ssize_t take_held(struct attempt *attempt, struct held *held)
{
	size_t size = held->end - held->begin;

	if (size > attempt->room)
		size = attempt->room;
	memcpy(attempt->buffer, held->bytes + held->begin, size);
	held->begin += size;
	if (held->begin == held->end || held->is_message) {
		*loop_held(attempt->loop, attempt->fd) = NULL;
		heap_put(held);
	}
	return (ssize_t)size;
}

/* ---- Descriptors ---- */

static ssize_t ask(struct attempt *attempt, bool waited)
{
	struct pollfd asked = { .fd = attempt->fd,
				.events = attempt->writes ? POLLOUT : POLLIN };
	int ready = poll(&asked, 1, 0);

	(void)waited;
	if (!attempt->writes && find_held(attempt->loop, attempt->fd) != NULL)
		return 0;
	if (ready == 0)
		errno = EAGAIN;
	if (asked.revents & POLLNVAL)
		errno = EBADF;
	return ready > 0 && !(asked.revents & POLLNVAL) ? 0 : -1;
}

int async_readable(int fd)
{
	struct attempt attempt = { .what = "async_readable()", .fd = fd, .call = ask };

	return (int)await_call(NULL, &attempt, true);
}

int async_writable(int fd)
{
	struct attempt attempt = { .what = "async_writable()", .fd = fd, .call = ask,
				   .writes = true };

	return (int)await_call(NULL, &attempt, true);
}

/* ---- Receiving ---- */

static ssize_t receive(struct attempt *attempt, bool waited)
{
	struct held *held = find_held(attempt->loop, attempt->fd);

	(void)waited;
	if (held != NULL)
		return take_held(attempt, held);
	return recv(attempt->fd, attempt->buffer, attempt->room, 0);
}

/* Where the loop asks, it learns how many bytes there are, and the task takes that many, even if
 * more have come. */
static ssize_t receive_from(struct attempt *attempt, bool waited)
{
	struct held *held = find_held(attempt->loop, attempt->fd);
	ssize_t size;

	if (attempt->from_length != NULL)
		*attempt->from_length = held == NULL ? attempt->length : 0;
	if (held != NULL)
		return waited ? 0 : take_held(attempt, held);
	size = recvfrom(attempt->fd, attempt->buffer, waited ? attempt->room : attempt->size,
			waited ? MSG_PEEK : 0, attempt->from, attempt->from_length);
	if (waited && size >= 0)
		attempt->size = (size_t)size;
	return size;
}

ssize_t async_loop_sock_recv(struct async_loop *loop, int fd, void *buffer, size_t size)
{
	struct attempt attempt = { .what = "recv()", .fd = fd, .call = receive, .buffer = buffer,
				   .room = size };

	return await_call(loop, &attempt, true);
}

ssize_t async_loop_sock_recvfrom(struct async_loop *loop, int fd, void *buffer, size_t size,
				 struct sockaddr *address, socklen_t *length)
{
	struct attempt attempt = { .what = "recvfrom()", .fd = fd, .call = receive_from,
				   .buffer = buffer, .room = size, .from = address,
				   .from_length = length,
				   .length = length != NULL ? *length : 0 };

	return await_call(loop, &attempt, false);
}

/* ---- Sending ---- */

static ssize_t send_rest(struct attempt *attempt, bool waited)
{
	ssize_t sent = send(attempt->fd, attempt->data, attempt->room, MSG_NOSIGNAL);

	(void)waited;
	if (sent < 0)
		return -1;
	attempt->data = (const char *)attempt->data + sent;
	attempt->room -= (size_t)sent;
	if (attempt->room == 0)
		return 0;
	errno = EAGAIN;
	return -1;
}

int async_loop_sock_sendall(struct async_loop *loop, int fd, const void *data, size_t size)
{
	struct attempt attempt = { .what = "send()", .fd = fd, .call = send_rest, .data = data,
				   .room = size, .writes = true };

	return (int)await_call(loop, &attempt, true);
}

/* As in CPython, the end of it is seen in a pass of its own. */
static ssize_t send_file(struct attempt *attempt, bool waited)
{
	const size_t most = 1 << 30, size = attempt->room < most ? attempt->room : most;
	ssize_t sent = 0;

	(void)waited;
	if (size > 0)
		sent = sendfile(attempt->fd, attempt->file, &attempt->offset, size);
	if (sent <= 0)
		return sent < 0 ? -1 : (ssize_t)attempt->sent;
	attempt->room -= (size_t)sent;
	attempt->sent += (size_t)sent;
	errno = EAGAIN;
	return -1;
}

static ssize_t send_by_kernel(struct async_loop *loop, int fd, int file, off_t offset,
			      size_t count)
{
	struct attempt attempt = { .what = "sendfile()", .fd = fd, .call = send_file,
				   .file = file, .offset = offset, .room = count,
				   .writes = true };
	struct stat status;
	ssize_t sent;

	if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode))
		return error_raise(SendfileNotAvailableError, "not a regular file") != NULL;
	signals_ignore_sigpipe();
	sent = await_call(loop, &attempt, true);
	sendfile_moved(file, offset, attempt.sent);
	return sent;
}

ssize_t async_loop_sock_sendfile_(struct async_loop *loop, int fd, int file, off_t offset,
				  size_t count, const struct async_sendfile_options *options)
{
	ssize_t sent;

	if (offset < 0)
		return error_raise(ValueError, "offset must be a non-negative integer (got %jd)",
				   (intmax_t)offset) != NULL;
	sent = send_by_kernel(loop, fd, file, offset, count);
	if (options->native || !sendfile_is_unavailable())
		return sent;
	return socket_copy_file(loop, fd, file, offset, count);
}

static ssize_t send_datagram(struct attempt *attempt, bool waited)
{
	(void)waited;
	loop_datagram_sent(attempt->loop);
	return sendto(attempt->fd, attempt->data, attempt->room, MSG_NOSIGNAL, attempt->to,
		      attempt->length);
}

ssize_t async_loop_sock_sendto(struct async_loop *loop, int fd, const void *data, size_t size,
			       const struct sockaddr *address, socklen_t length)
{
	struct attempt attempt = { .what = "sendto()", .fd = fd, .call = send_datagram,
				   .data = data, .room = size, .to = address, .length = length,
				   .writes = true };

	return await_call(loop, &attempt, true);
}

/* ---- Connecting ---- */

static ssize_t connect_or_ask(struct attempt *attempt, bool waited)
{
	socklen_t size = sizeof attempt->error;
	int error = 0;

	if (waited) {
		if (getsockopt(attempt->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
			return -1;
		errno = error;
		return error == 0 ? 0 : -1;
	}
	if (connect(attempt->fd, attempt->to, attempt->length) == 0)
		return 0;
	if (errno == EINTR || errno == EALREADY)
		errno = EINPROGRESS;		/* the kernel goes on with it */
	return -1;
}

int async_loop_sock_connect(struct async_loop *loop, int fd, const struct sockaddr *address,
			    socklen_t length)
{
	struct attempt attempt = { .what = "connect()", .fd = fd, .call = connect_or_ask,
				   .to = address, .length = length, .writes = true,
				   .would_block = EINPROGRESS };

	return (int)await_call(loop, &attempt, true);
}

static ssize_t accept_or_ask(struct attempt *attempt, bool waited)
{
	if (waited)
		return ask(attempt, true);
	if (attempt->from_length != NULL)
		*attempt->from_length = attempt->length;
	loop_end_rest(attempt->loop);		/* the number of one that was closed may come */
	return accept4(attempt->fd, attempt->from, attempt->from_length,
		       SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int async_loop_sock_accept(struct async_loop *loop, int fd, struct sockaddr *address,
			   socklen_t *length)
{
	struct attempt attempt = { .what = "accept()", .fd = fd, .call = accept_or_ask,
				   .from = address, .from_length = length,
				   .length = length != NULL ? *length : 0 };

	return (int)await_call(loop, &attempt, false);
}
