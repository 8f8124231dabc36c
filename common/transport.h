#ifndef TRANSPORT_H
#define TRANSPORT_H

/* Transports and protocols: bytes by callbacks.
 *
 * A transport moves bytes through a descriptor: a socket, a pipe, a socket with TLS on it. A
 * protocol is the program's side: functions that the transport calls when something has happened.
 * Most programs use streams (stream.h), which are a protocol of their own, and await in place of
 * being called. This is the layer below them, for those who would rather be called.
 *
 *      struct echo {
 *              struct async_protocol protocol;                 // first
 *              struct async_transport *transport;
 *      };
 *
 * A protocol of one's own is a struct that begins with a struct async_protocol, as above. Its life:
 * connection_made() once; data_received() any number of times; eof_received() at most once;
 * connection_lost() once, as the last.
 *
 * Interface, and what holds for all of it:
 * - No call here suspends, and all belong to the loop's thread. The protocol's functions are called
 *   by the loop, and may raise: that is reported, and most often ends the connection.
 * - A transport is valid until its protocol's connection_lost() has returned, and beyond as long as
 *   the memory of the task that made it (memory.h). Where that ends, one that is still open is
 *   closed at once, and its protocol is not called any more; in debug mode that is reported.
 * - A protocol belongs to the program, and must live until connection_lost() has returned. What is
 *   allocated where it is made, and in its functions, by async_alloc() and its like, is the
 *   transport's, and lives as long as that.
 * - Reading and writing never wait. What cannot be written at once is kept, and written when the
 *   descriptor takes it; pause_writing() tells when that becomes too much.
 */

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

struct async_transport;
struct async_protocol;
struct sockaddr;

/* What a protocol does; each may be NULL, and then nothing is done.
 * asyncio: Protocol, BaseProtocol, BufferedProtocol, DatagramProtocol */
struct async_protocol_methods {
	void (*connection_made)(struct async_protocol *protocol, struct async_transport *transport);
	/* [size] is never 0; [data] is the transport's, and valid until this returns */
	void (*data_received)(struct async_protocol *protocol, const void *data, size_t size);
	/* the other side will send no more. Returns: true, to go on writing; else, or where this is
	 * NULL, the transport closes itself */
	bool (*eof_received)(struct async_protocol *protocol);
	/* [exception] is NULL where it was closed in peace, by either side */
	void (*connection_lost)(struct async_protocol *protocol,
				const struct async_exception *exception);
	/* more than the high-water mark waits to be written; no more than the low one does */
	void (*pause_writing)(struct async_protocol *protocol);
	void (*resume_writing)(struct async_protocol *protocol);
	/* in place of data_received(), of a socket, to have bytes read to where they belong: where
	 * that is, and in *[size] how much room is there, at least a byte; then how much was
	 * read */
	void *(*get_buffer)(struct async_protocol *protocol, size_t *size);
	void (*buffer_updated)(struct async_protocol *protocol, size_t size);
	/* of datagrams, see datagram.h: one has come; one could not be sent, or received */
	void (*datagram_received)(struct async_protocol *protocol, const void *data, size_t size,
				  const struct sockaddr *from);
	void (*error_received)(struct async_protocol *protocol, const struct async_exception *e);
};

struct async_protocol {
	const struct async_protocol_methods *methods;
};

/* ---- Reading ---- */

/* Call data_received() no more until async_transport_resume_reading(). Does nothing if it is paused
 * or closing. asyncio: ReadTransport.pause_reading(), resume_reading(), is_reading() */
void async_transport_pause_reading(struct async_transport *transport);
void async_transport_resume_reading(struct async_transport *transport);
bool async_transport_is_reading(const struct async_transport *transport);

/* ---- Writing ---- */

/* Send [size] bytes of [data], which is copied where it cannot be sent at once. On a transport
 * that is lost it does nothing. Raises: RuntimeError after async_transport_write_eof();
 * MemoryError where there is no room to keep it: then nothing of it was sent, or the connection is
 * aborted. asyncio: WriteTransport.write() */
void async_transport_write(struct async_transport *transport, const void *data, size_t size);

/* The same with [count] strings, one behind the other. asyncio: WriteTransport.writelines() */
void async_transport_writelines(struct async_transport *transport, const char *const *lines,
				size_t count);

/* Say that nothing more will be written: what waits is sent, then the end. Reading goes on.
 * Raises: NotImplementedError where async_transport_can_write_eof() is false: with TLS.
 * asyncio: WriteTransport.write_eof(), can_write_eof() */
void async_transport_write_eof(struct async_transport *transport);
bool async_transport_can_write_eof(const struct async_transport *transport);

/* How many bytes wait to be written. asyncio: WriteTransport.get_write_buffer_size() */
size_t async_transport_get_write_buffer_size(const struct async_transport *transport);

/* The water marks: more than [high] waiting bytes, and pause_writing() is called; no more than
 * [low] then, and resume_writing() is. At first 64 KiB and 16 KiB. Raises: ValueError unless high
 * >= low. asyncio: WriteTransport.set_write_buffer_limits(), get_write_buffer_limits() */
void async_transport_set_write_buffer_limits(struct async_transport *transport, size_t high,
					     size_t low);
void async_transport_get_write_buffer_limits(const struct async_transport *transport, size_t *high,
					     size_t *low);

/* ---- Ending ---- */

/* Close: read no more; send what waits; then connection_lost(). asyncio: BaseTransport.close() */
void async_transport_close(struct async_transport *transport);

/* Close at once: what waits is lost. asyncio: WriteTransport.abort() */
void async_transport_abort(struct async_transport *transport);

/* Whether it is closing, or closed. asyncio: BaseTransport.is_closing() */
bool async_transport_is_closing(const struct async_transport *transport);

/* ---- What is behind it ---- */

/* By name, NULL where there is none of that name: "socket", "pipe" (a const int *: the descriptor),
 * "sockname", "peername" (a const struct sockaddr *); with TLS "ssl_object" (an SSL *), "cipher" (a
 * const char *), "peercert" (an X509 *). Valid as long as the transport.
 * asyncio: BaseTransport.get_extra_info() */
const void *async_transport_get_extra_info(const struct async_transport *transport,
					   const char *name);

/* Have another protocol called from now on.
 * asyncio: BaseTransport.set_protocol(), get_protocol() */
void async_transport_set_protocol(struct async_transport *transport,
				  struct async_protocol *protocol);
struct async_protocol *async_transport_get_protocol(const struct async_transport *transport);

#endif
