/* A stream upon a transport: the protocol that feeds the reader and wakes who waits; and who opens
 * a connection so. */

#include "server-internal.h"
#include "stream-internal.h"

/* ---- The protocol ---- */

static void connection_made(struct async_protocol *protocol, struct async_transport *transport)
{
	struct stream *stream = (struct stream *)protocol;

	stream->first = stream->writer.transport = transport;
	stream_reader_set_transport(&stream->reader, transport);
	stream->over_ssl = async_transport_get_extra_info(transport, "sslcontext") != NULL;
	if (stream->made != NULL)
		stream->made(stream);
}

static void data_received(struct async_protocol *protocol, const void *data, size_t size)
{
	stream_reader_receive(&((struct stream *)protocol)->reader, data, size);
}

static bool eof_received(struct async_protocol *protocol)
{
	struct stream *stream = (struct stream *)protocol;

	async_stream_reader_feed_eof(&stream->reader);
	return !stream->over_ssl;		/* TLS knows no half */
}

static void connection_lost(struct async_protocol *protocol, const struct async_exception *e)
{
	struct stream *stream = (struct stream *)protocol;

	if (e == NULL)
		async_stream_reader_feed_eof(&stream->reader);
	else
		async_stream_reader_set_exception(&stream->reader, (struct async_exception *)e);
	stream_closed_set(&stream->closed, e);
	stream_flow_lost(&stream->flow, e);
}

static void pause_writing(struct async_protocol *protocol)
{
	stream_flow_pause(&((struct stream *)protocol)->flow);
}

static void resume_writing(struct async_protocol *protocol)
{
	stream_flow_resume(&((struct stream *)protocol)->flow);
}

static const struct async_protocol_methods methods = {
	.connection_made = connection_made,
	.data_received = data_received,
	.eof_received = eof_received,
	.connection_lost = connection_lost,
	.pause_writing = pause_writing,
	.resume_writing = resume_writing,
};

/* ---- Life ---- */

static void end_stream(void *memory)
{
	struct stream *stream = memory;

	if (stream->protocol.methods == NULL)
		return;
	stream_flow_fini(&stream->flow);
	stream_closed_fini(&stream->closed);
	stream_reader_fini(&stream->reader);
	if (stream->writer.transport != stream->first)
		transport_release(stream->writer.transport);
}

struct stream *stream_new(const struct async_site *site, size_t limit)
{
	struct async_loop *loop = loop_running();
	struct stream *stream = sync_new(sizeof *stream, end_stream, "a stream", site);

	if (stream == NULL)
		return NULL;
	stream->protocol.methods = &methods;
	stream_reader_init(&stream->reader, loop, site, limit);
	stream_flow_init(&stream->flow, site);
	stream_closed_init(&stream->closed, loop, site);
	stream->writer = (struct async_stream_writer){
		.flow = &stream->flow,
		.reader = &stream->reader,
		.closed = &stream->closed,
		.stream = stream,
	};
	return stream;
}

void stream_leave(struct stream *stream)
{
	struct async_transport *transport = stream->writer.transport;

	if (transport->loop == NULL || transport->closing)
		return;
	if (transport->loop->debug && transport_unclosed_hook != NULL)
		transport_unclosed_hook(transport);
	async_transport_close(transport);
}

static void end_slot(void *memory)
{
	struct stream *stream = *(struct stream **)memory;

	if (stream == NULL)
		return;
	stream_leave(stream);
	transport_release(stream->first);
}

struct stream **stream_slot(struct memory_pool *pool)
{
	return memory_pool_get(pool, sizeof(struct stream *), end_slot);
}

void stream_own(struct stream **slot, struct stream *stream)
{
	*slot = stream;
	transport_keep(stream->first);
}

/* ---- Connections ---- */

struct opening {				/* what the factory is told, and tells */
	const struct async_site *site;
	size_t limit;
	struct stream **slot, *stream;
};

static struct async_protocol *make_stream(void *arg)
{
	struct opening *opening = arg;

	opening->stream = stream_new(opening->site, opening->limit);
	return opening->stream != NULL ? &opening->stream->protocol : NULL;
}

/* The stream is there: it belongs to the current task. */
static void hand_out(const struct opening *opening, struct async_stream_reader **reader,
		     struct async_stream_writer **writer)
{
	stream_own(opening->slot, opening->stream);
	*reader = &opening->stream->reader;
	*writer = &opening->stream->writer;
}

/* Returns: false, and raises MemoryError, if that cannot be. */
static bool begin_opening(struct opening *opening)
{
	opening->slot = stream_slot(memory_current());
	if (opening->slot == NULL)
		async_raise_(opening->site, MemoryError, "no memory for a stream");
	return opening->slot != NULL;
}

int async_open_connection_(const struct async_site *site, struct async_stream_reader **reader,
			   struct async_stream_writer **writer, const char *host, int port,
			   const struct async_connection_options *options)
{
	struct opening opening = { .site = site, .limit = options->limit };
	struct connection_plan plan = { .factory = make_stream, .arg = &opening };

	if (task_may_call("async_open_connection()") != NULL && begin_opening(&opening) &&
	    connection_open(&plan, host, port, options) != NULL)
		hand_out(&opening, reader, writer);
	return 0;
}

int async_open_unix_connection_(const struct async_site *site, struct async_stream_reader **reader,
				struct async_stream_writer **writer, const char *path,
				const struct async_connection_options *options)
{
	struct opening opening = { .site = site, .limit = options->limit };
	struct connection_plan plan = { .factory = make_stream, .arg = &opening };

	if (task_may_call("async_open_unix_connection()") != NULL && begin_opening(&opening) &&
	    connection_open_unix(&plan, path, options) != NULL)
		hand_out(&opening, reader, writer);
	return 0;
}

/* ---- TLS from here on ---- */

static void replace_transport(struct stream *stream, struct async_transport *transport)
{
	struct async_transport *former = stream->writer.transport;

	stream->writer.transport = transport_keep(transport);
	if (former != stream->first)
		transport_release(former);
	stream_reader_set_transport(&stream->reader, transport);
	stream->over_ssl = async_transport_get_extra_info(transport, "sslcontext") != NULL;
}

int async_stream_writer_start_tls_(struct async_stream_writer *writer,
				   struct async_ssl_context *context,
				   const struct async_start_tls_options *options)
{
	struct async_start_tls_options how = *options;
	struct stream *stream = writer->stream;
	struct async_transport *transport;

	if (stream == NULL) {
		error_raise(TypeError, "this transport is not supported by start_tls()");
		return 0;
	}
	if (async_stream_writer_drain(writer) != 0 || async_exception() != NULL)
		return 0;
	how.server_side = stream->server != NULL;
	transport = async_loop_start_tls_(writer->transport, &stream->protocol, context, &how);
	if (transport != NULL)
		replace_transport(stream, transport);
	return 0;
}
