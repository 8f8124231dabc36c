#ifndef TLS_ENDS_H
#define TLS_ENDS_H

/* For the suites of web/tls.h: two ends of one connection, in one process, and certificates that
 * are made where they are needed, in a folder that is gone with the suite. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "suite.h"
#include "task-internal.h"
#include "transport-internal.h"
#include "web/certificate.h"
#include "web/tls.h"

/* ---- Certificates ---- */

static char tls_folder[] = "/tmp/async-tls-XXXXXX";
static const char *const tls_files[] = { "ca.pem",      "server.pem",  "client.pem", "self.pem",
					 "expired.pem", "stranger.pem" };

__attribute__((unused))
static const char *tls_file(const char *name)
{
	static char paths[4][sizeof tls_folder + 32];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof paths[0], "%s/%s", tls_folder, name);
	return path;
}

static void tls_remove_files(void)
{
	for (size_t i = 0; i < sizeof tls_files / sizeof *tls_files; i++)
		unlink(tls_file(tls_files[i]));
	rmdir(tls_folder);
}

/* What the names say; a stranger is an authority that nobody knows. */
__attribute__((unused))
static void tls_make_files(void)
{
	static const char names[] = "DNS:weather.example,IP:127.0.0.1";
	static bool made;

	if (made)
		return;
	made = true;
	ASSERT(mkdtemp(tls_folder) != NULL);
	atexit(tls_remove_files);
	async_ssl_make_certificate(tls_file("ca.pem"));
	async_ssl_make_certificate(tls_file("server.pem"), .issuer = tls_file("ca.pem"),
				   .names = names);
	async_ssl_make_certificate(tls_file("client.pem"), .issuer = tls_file("ca.pem"),
				   .names = "DNS:client");
	async_ssl_make_certificate(tls_file("self.pem"), .names = names);
	async_ssl_make_certificate(tls_file("expired.pem"), .issuer = tls_file("ca.pem"),
				   .names = names, .days = -1);
	async_ssl_make_certificate(tls_file("stranger.pem"));
	ASSERT(async_exception() == NULL);
}

__attribute__((unused))
static struct async_ssl_context *tls_server(const char *certificate)
{
	struct async_ssl_context *context;

	tls_make_files();
	context = async_ssl_create_default_context(ASYNC_SSL_CLIENT_AUTH);
	if (context != NULL)
		async_ssl_context_load_cert_chain(context, tls_file(certificate), NULL);
	return context;
}

__attribute__((unused))
static struct async_ssl_context *tls_client(void)
{
	tls_make_files();
	return async_ssl_create_default_context(ASYNC_SSL_SERVER_AUTH,
						.cafile = tls_file("ca.pem"));
}

/* ---- Ends ---- */

/* A protocol that tells what happened to it, as a story: "made weather? eof lost". In it the bytes
 * that follow each other are one word, however they came. */
struct end {
	struct async_protocol protocol;		/* first, so that one pointer is both */
	struct async_transport *transport;	/* kept; NULL: none */
	struct async_future *waiter;		/* for the handshake */
	bool counts;				/* tell of no data, but count it */
	size_t received;
	void (*on_data)(struct end *end);	/* NULL: nothing */
	bool in_data;				/* the last word is data */
	char story[512];
};

static struct end client, server;

__attribute__((format(printf, 3, 4)))
static void tell(struct end *end, bool is_data, const char *format, ...)
{
	size_t length = strlen(end->story);
	va_list arguments;

	if (length > 0 && !(is_data && end->in_data) && length + 1 < sizeof end->story)
		end->story[length++] = ' ';
	end->in_data = is_data;
	va_start(arguments, format);
	vsnprintf(end->story + length, sizeof end->story - length, format, arguments);
	va_end(arguments);
}

/* What was told since the ends began, or since the last of these. */
#define ASSERT_STORIES(of_client, of_server)							\
	do {											\
		ASSERT_STRING(client.story, of_client);						\
		ASSERT_STRING(server.story, of_server);						\
		client.story[0] = server.story[0] = '\0';					\
	} while (0)

static void end_made(struct async_protocol *protocol, struct async_transport *transport)
{
	(void)transport;
	tell((struct end *)protocol, false, "made");
}

static void end_data(struct async_protocol *protocol, const void *data, size_t size)
{
	struct end *end = (struct end *)protocol;

	end->received += size;
	if (!end->counts)
		tell(end, true, "%.*s", (int)size, (const char *)data);
	if (end->on_data != NULL)
		end->on_data(end);
}

static bool end_eof(struct async_protocol *protocol)
{
	tell((struct end *)protocol, false, "eof");
	return false;
}

static void end_lost(struct async_protocol *protocol, const struct async_exception *e)
{
	if (e == NULL)
		tell((struct end *)protocol, false, "lost");
	else
		tell((struct end *)protocol, false, "lost(%s)", e->type->name);
}

static void end_pause(struct async_protocol *protocol)
{
	tell((struct end *)protocol, false, "pause");
}

static void end_resume(struct async_protocol *protocol)
{
	tell((struct end *)protocol, false, "resume");
}

static const struct async_protocol_methods end_methods = {
	.connection_made = end_made,
	.data_received = end_data,
	.eof_received = end_eof,
	.connection_lost = end_lost,
	.pause_writing = end_pause,
	.resume_writing = end_resume,
};

/* Two sockets that are connected. */
static void connect_two(int fds[2])
{
	ASSERT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) == 0);
}

/* Let [end] be what uses [fd], which is taken over, with TLS; [host] NULL: on the server's side. */
static void begin_end(struct end *end, int fd, struct async_ssl_context *context, const char *host,
		      double timeout)
{
	struct memory_pool memory = { 0 };
	struct async_protocol *below;
	struct async_transport *socket;
	struct ssl_wrap how = {
		.loop = loop_running(),
		.protocol = &end->protocol,
		.server_hostname = host,
		.server_side = host == NULL,
		.handshake_timeout = timeout,
	};

	*end = (struct end){ .protocol.methods = &end_methods };
	if (context != NULL)
		end->waiter = how.waiter = transport_waiter(how.loop);
	if (end->waiter != NULL)
		end->transport = context->wrap(context, &how, &below, &memory);
	if (end->transport == NULL) {
		close(fd);
		return;
	}
	socket = transport_of_socket(how.loop, fd, NULL, below, &memory);
	if (socket != NULL)
		transport_begin(socket, NULL);
	memory_pool_free(&memory);
}

/* Wait for its handshake; tell what went wrong, and close then. Of a reset only that: there are
 * several ways to hear of one. */
ASYNC static int shake(struct end *end)
{
	EXCEPTION(e);

	if (end->transport == NULL)
		return 0;
	TRY(async_await(end->waiter));
	if (EXCEPT(Exception, e)) {
		tell(end, false, "%s(%s)", e->type->name,
		     e->type == ConnectionResetError ? "" : e->message);
		async_transport_close(end->transport);
	}
	return 0;
}

/* It is needed no more, but for its story. */
static void end_end(struct end *end)
{
	if (end->waiter != NULL)
		future_release(end->waiter);
	if (end->transport != NULL) {
		transport_drop(end->transport);
		transport_release(end->transport);
	}
	end->waiter = NULL;
	end->transport = NULL;
}

/* A server that shows [certificate], and a client that wants to talk to [host]. */
__attribute__((unused))
ASYNC static int meet(struct async_ssl_context *server_context,
		      struct async_ssl_context *client_context, const char *host)
{
	int fds[2];

	connect_two(fds);
	begin_end(&server, fds[0], server_context, NULL, 0);
	begin_end(&client, fds[1], client_context, host, 0);
	AWAIT(shake(&client));
	AWAIT(shake(&server));
	return 0;
}

__attribute__((unused))
static void part(void)
{
	end_end(&client);
	end_end(&server);
}

__attribute__((unused))
static void say(struct end *end, const char *text)
{
	async_transport_write(end->transport, text, strlen(text));
}

#endif
