/* sendfile() on a connection. The kernel is given a descriptor of its own, so that the transport
 * may end meanwhile. Where it cannot send, the bytes are written: meanwhile the transport has
 * another protocol, which waits where there is no room. */

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "server-internal.h"
#include "socket-internal.h"

/* ---- By the kernel ---- */

/* In the memory of the task: also where that is dropped in the middle, all is put back. */
struct sending {
	struct async_transport *transport;	/* whose socket is lent; kept; or NULL */
	int fd;					/* another descriptor of it; or -1 */
	bool was_reading;
};

static void end_sending(void *memory)
{
	struct sending *sending = memory;
	struct async_transport *t = sending->transport;

	if (t == NULL)
		return;
	if (sending->fd >= 0)
		close(sending->fd);
	transport_return_socket(t);
	if (sending->was_reading && t->loop != NULL)
		async_transport_resume_reading(t);
	transport_release(t);
	sending->transport = NULL;
}

/* Wait until nothing waits to be written. Returns: whether that is so. */
static bool wait_until_empty(struct async_task *task, struct sending *sending,
			     struct async_transport *t)
{
	struct async_future *empty = transport_lend_socket(t);
	const int *fd = async_transport_get_extra_info(t, "socket");

	if (empty == NULL)
		return false;
	*sending = (struct sending){ transport_keep(t), -1, async_transport_is_reading(t) };
	async_transport_pause_reading(t);
	task_wait(task, empty, "sendfile", 0);
	future_release(empty);
	if (t->loop == NULL)
		error_raise(ConnectionError, "Connection is closed by peer");
	if (async_exception() != NULL)
		return false;
	sending->fd = fcntl(*fd, F_DUPFD_CLOEXEC, 0);
	if (sending->fd < 0)
		error_raise_errno(errno, "fcntl() of descriptor %d", *fd);
	return sending->fd >= 0;
}

static ssize_t send_by_kernel(struct async_task *task, struct async_transport *t, int file,
			      off_t offset, size_t count)
{
	struct sending *sending = memory_pool_get(memory_current(), sizeof *sending, end_sending);
	ssize_t sent = 0;

	if (sending == NULL)
		return error_raise(MemoryError, "%zu bytes to send a file", sizeof *sending) !=
		       NULL;
	if (wait_until_empty(task, sending, t))
		sent = async_loop_sock_sendfile(task->future.loop, sending->fd, file, offset,
						count, .native = true);
	end_sending(sending);
	return sent;
}

/* ---- By writing ---- */

/* In the memory of the task, too. asyncio: _SendfileFallbackProtocol */
struct copying {
	struct async_protocol protocol;		/* first */
	struct async_protocol *former;
	struct async_transport *transport;	/* kept; or NULL */
	struct async_future *room;		/* until less waits to be written; kept; or NULL */
	bool was_reading, was_paused;
};

static void pause_writing(struct async_protocol *protocol)
{
	struct copying *copying = (struct copying *)protocol;

	if (copying->room == NULL)
		copying->room = transport_waiter(copying->transport->loop);
}

static void resume_writing(struct async_protocol *protocol)
{
	struct copying *copying = (struct copying *)protocol;
	struct async_future *room = copying->room;

	if (room == NULL)
		return;
	copying->room = NULL;
	if (room->state == FUTURE_PENDING)
		future_set_result(room, NULL);
	future_release(room);
}

static void connection_lost(struct async_protocol *protocol, const struct async_exception *e)
{
	struct copying *copying = (struct copying *)protocol;
	struct async_protocol *former = copying->former;

	if (copying->room != NULL && copying->room->state == FUTURE_PENDING)
		future_set_exception(copying->room,
				     e != NULL ? exception_keep((struct exception *)e)
					       : exception_new(NULL, ConnectionError,
							       "Connection is closed by peer"));
	if (former->methods->connection_lost != NULL)
		former->methods->connection_lost(former, e);
}

static void read_while_paused(void)
{
	error_raise(RuntimeError, "Invalid state: reading should be paused");
}

static void data_received(struct async_protocol *protocol, const void *data, size_t size)
{
	(void)protocol;
	(void)data;
	(void)size;
	read_while_paused();
}

static bool eof_received(struct async_protocol *protocol)
{
	(void)protocol;
	read_while_paused();
	return false;
}

static void begin_copying(struct copying *copying, struct async_transport *t)
{
	static const struct async_protocol_methods methods = {
		.data_received = data_received,
		.eof_received = eof_received,
		.connection_lost = connection_lost,
		.pause_writing = pause_writing,
		.resume_writing = resume_writing,
	};

	copying->protocol.methods = &methods;
	copying->former = t->protocol;
	copying->transport = transport_keep(t);
	copying->was_reading = async_transport_is_reading(t);
	copying->was_paused = t->protocol_paused;
	async_transport_pause_reading(t);
	async_transport_set_protocol(t, &copying->protocol);
	if (t->protocol_paused)
		pause_writing(&copying->protocol);
}

/* The former protocol is told where that changed for it: whether it may write. */
static void end_copying(void *memory)
{
	struct copying *copying = memory;
	struct async_transport *t = copying->transport;
	bool is_paused;

	if (t == NULL)
		return;
	copying->transport = NULL;
	if (t->loop != NULL) {
		is_paused = t->protocol_paused;
		t->protocol_paused = copying->was_paused;
		async_transport_set_protocol(t, copying->former);
		if (is_paused && !copying->was_paused)
			transport_maybe_pause(t);
		else if (!is_paused && copying->was_paused)
			transport_maybe_resume(t);
		if (copying->was_reading)
			async_transport_resume_reading(t);
	}
	if (copying->room != NULL)
		future_release(copying->room);
	transport_release(t);
}

/* Wait until there is room to write more. */
static bool drain(struct async_task *task, struct copying *copying)
{
	struct async_future *room;

	if (copying->transport->closing) {
		error_raise(ConnectionError, "Connection closed by peer");
	} else if (copying->room != NULL) {
		room = future_keep(copying->room);
		task_wait(task, room, "sendfile", 0);
		future_release(room);
	}
	return async_exception() == NULL;
}

static size_t write_file(struct async_task *task, struct copying *copying,
			 struct async_file *file, size_t count)
{
	size_t sent = 0, size;
	const char *data;

	while (sent < count) {
		size = count - sent < SENDFILE_PIECE ? count - sent : SENDFILE_PIECE;
		data = async_file_read(file, size, &size);
		if (async_exception() != NULL || size == 0)
			break;
		if (copying->transport->loop != NULL)
			async_transport_write(copying->transport, data, size);
		if (async_exception() != NULL || !drain(task, copying))
			break;
		sent += size;
	}
	return sent;
}

static ssize_t send_by_writing(struct async_task *task, struct async_transport *t, int file,
			       off_t offset, size_t count)
{
	struct copying *copying = memory_pool_get(memory_current(), sizeof *copying, end_copying);
	struct async_file *reading;
	size_t sent;

	if (copying == NULL)
		return error_raise(MemoryError, "%zu bytes to send a file", sizeof *copying) !=
		       NULL;
	reading = file_of_descriptor(task->future.loop, file, offset);
	if (reading == NULL)
		return 0;
	begin_copying(copying, t);
	sent = async_exception() == NULL ? write_file(task, copying, reading, count) : 0;
	file_close_soon(reading);
	sendfile_moved(file, offset, sent);
	end_copying(copying);
	return async_exception() == NULL ? (ssize_t)sent : 0;
}

/* ---- Which of them ---- */

/* Raises: RuntimeError, ValueError, and returns false. */
static bool may_send(const struct async_transport *t, off_t offset, bool native)
{
	const enum transport_sendfile mode = t->methods->sendfile;

	if (t->closing)
		error_raise(RuntimeError, "Transport is closing");
	else if (mode == SENDFILE_UNSUPPORTED)
		error_raise(RuntimeError, "sendfile is not supported for this transport");
	else if (mode == SENDFILE_FALLBACK && native)
		error_raise(RuntimeError, "fallback is disabled and native sendfile is not "
					  "supported for this transport");
	else if (offset < 0)
		error_raise(ValueError, "offset must be a non-negative integer (got %jd)",
			    (intmax_t)offset);
	return async_exception() == NULL;
}

ssize_t async_loop_sendfile_(struct async_transport *t, int file, off_t offset, size_t count,
			     const struct async_sendfile_options *options)
{
	struct async_task *task = task_may_suspend("async_loop_sendfile()");
	ssize_t sent;

	if (task == NULL || !may_send(t, offset, options->native))
		return 0;
	if (t->methods->sendfile == SENDFILE_TRY_NATIVE) {
		sent = send_by_kernel(task, t, file, offset, count);
		if (options->native || !sendfile_is_unavailable())
			return async_exception() == NULL ? sent : 0;
	}
	return send_by_writing(task, t, file, offset, count);
}
