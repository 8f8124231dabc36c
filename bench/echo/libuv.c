/* libuv: what arrives is written at once. */

#include <uv.h>

#include "listen.h"

static char room[ROOM];		/* one will do: it is written before the next read */

static void on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *buffer)
{
	(void)handle;
	(void)wanted;
	*buffer = uv_buf_init(room, sizeof room);
}

static void on_closed(uv_handle_t *handle)
{
	free(handle);
}

static void on_data(uv_stream_t *connection, ssize_t size, const uv_buf_t *buffer)
{
	uv_buf_t data = uv_buf_init(buffer->base, (unsigned)(size > 0 ? size : 0));

	if (size == 0)
		return;
	if (size < 0 || uv_try_write(connection, &data, 1) != size)
		uv_close((uv_handle_t *)connection, on_closed);
}

static void on_connection(uv_stream_t *listener, int status)
{
	uv_tcp_t *connection = malloc(sizeof *connection);

	uv_tcp_init(listener->loop, connection);
	if (status == 0 && uv_accept(listener, (uv_stream_t *)connection) == 0)
		uv_read_start((uv_stream_t *)connection, on_room, on_data);
	else
		uv_close((uv_handle_t *)connection, on_closed);
}

int main(void)
{
	uv_loop_t *loop = uv_default_loop();
	uv_tcp_t listener;

	uv_tcp_init(loop, &listener);
	uv_tcp_open(&listener, listen_and_say());
	uv_listen((uv_stream_t *)&listener, BACKLOG, on_connection);
	return uv_run(loop, UV_RUN_DEFAULT);
}
