#ifndef CONNECTED_H
#define CONNECTED_H

/* For the suites of stream.h: a client, and a server in the same process. A suite need not use all
 * of it. */

#include "suite.h"

#include <string.h>
#include <unistd.h>

struct connected {
	struct async_server *server;
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
};

/* Have a server at a free port call [handle], and connect to it. */
__attribute__((unused))
ASYNC static int join_limited(struct connected *c,
			      void *(*handle)(struct async_stream_reader *reader,
					      struct async_stream_writer *writer, void *arg),
			      void *arg, size_t limit)
{
	c->server = AWAIT(async_start_server(handle, arg, "127.0.0.1", 0, .limit = limit));
	AWAIT(async_open_connection(&c->reader, &c->writer, "127.0.0.1",
				    async_server_port(c->server), .limit = limit));
	return 0;
}

__attribute__((unused))
ASYNC static int join(struct connected *c,
		      void *(*handle)(struct async_stream_reader *reader,
				      struct async_stream_writer *writer, void *arg),
		      void *arg)
{
	AWAIT(join_limited(c, handle, arg, 0));
	return 0;
}

/* Close both ends, and wait until they are. */
__attribute__((unused))
ASYNC static int part(struct connected *c)
{
	async_stream_writer_close(c->writer);
	AWAIT(async_stream_writer_wait_closed(c->writer));
	async_server_close(c->server);
	AWAIT(async_server_wait_closed(c->server));
	return 0;
}

/* For each line of the client a line, until the client has no more. */
__attribute__((unused))
static void *echo(struct async_stream_reader *reader, struct async_stream_writer *writer, void *arg)
{
	ASYNC_FOR(line, reader) {
		async_stream_writer_printf(writer, "%s", (const char *)line);
		AWAIT(async_stream_writer_drain(writer));
	}
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	return arg;
}

#endif
