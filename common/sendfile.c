/* sendfile() on a connection. The kernel is given a descriptor of its own, so that the transport
 * may end meanwhile. */

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "server-internal.h"
#include "socket.h"

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

ssize_t async_loop_sendfile(struct async_transport *t, int file, off_t offset, size_t count)
{
	struct async_task *task = task_may_suspend("async_loop_sendfile()");
	struct sending *sending;
	ssize_t sent = 0;

	if (task == NULL)
		return 0;
	if (t->closing)
		error_raise(RuntimeError, "Transport is closing");
	else if (!transport_is_of_socket(t))
		error_raise(SendfileNotAvailableError, "the kernel cannot send a file through this "
						       "transport");
	if (async_exception() != NULL)
		return 0;
	sending = memory_pool_get(memory_current(), sizeof *sending, end_sending);
	if (sending == NULL)
		error_raise(MemoryError, "%zu bytes to send a file", sizeof *sending);
	else if (wait_until_empty(task, sending, t))
		sent = async_loop_sock_sendfile(task->future.loop, sending->fd, file, offset,
						count);
	if (sending != NULL)
		end_sending(sending);
	return async_exception() == NULL ? sent : 0;
}
