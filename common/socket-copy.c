#include "socket-internal.h"

#include <unistd.h>

bool sendfile_is_unavailable(void)
{
	if (async_exception() == NULL ||
	    !async_isinstance(async_exception(), SendfileNotAvailableError))
		return false;
	exception_release(error_take());
	return true;
}

void sendfile_moved(int file, off_t offset, size_t sent)
{
	if (sent > 0)
		lseek(file, offset + (off_t)sent, SEEK_SET);
}

ssize_t socket_copy_file(struct async_loop *loop, int fd, int file, off_t offset, size_t count)
{
	struct async_task *task = task_may_suspend("async_loop_sock_sendfile()");
	struct async_file *reading =
		task != NULL ? file_of_descriptor(task->future.loop, file, offset) : NULL;
	size_t sent = 0, size;
	const char *data;

	if (reading == NULL)
		return 0;
	while (sent < count) {
		size = count - sent < SENDFILE_PIECE ? count - sent : SENDFILE_PIECE;
		data = async_file_read(reading, size, &size);
		if (async_exception() != NULL || size == 0 ||
		    async_loop_sock_sendall(loop, fd, data, size) != 0 ||
		    async_exception() != NULL)
			break;
		sent += size;
	}
	file_close_soon(reading);
	sendfile_moved(file, offset, sent);
	return async_exception() == NULL ? (ssize_t)sent : 0;
}
