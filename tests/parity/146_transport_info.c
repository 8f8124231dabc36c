/* What a connection tells of itself. */

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>

#include "async.h"
#include "bytes.h"

static int port;

static const struct sockaddr_in *address(struct async_stream_writer *writer, const char *name)
{
	return async_stream_writer_get_extra_info(writer, name);
}

static bool same(const struct sockaddr_in *a, const struct sockaddr_in *b)
{
	return a->sin_addr.s_addr == b->sin_addr.s_addr && a->sin_port == b->sin_port;
}

static int option(int sock, int level, int name)
{
	int value = 0;
	getsockopt(sock, level, name, &value, &(socklen_t){ sizeof value });
	return value;
}

static void show(const char *name, struct async_stream_writer *writer)
{
	static const char *const addresses[] = { "peername", "sockname" };
	static const char *const others[] = { "sslcontext", "ssl_object", "cipher", "pipe",
					      "weather" };
	for (int i = 0; i < 2; i++) {
		const struct sockaddr_in *a = address(writer, addresses[i]);
		printf("%s %s %s %s\n", name, addresses[i], inet_ntoa(a->sin_addr),
		       ntohs(a->sin_port) == port ? "the server's" : "its own");
	}
	int sock = *(const int *)async_stream_writer_get_extra_info(writer, "socket");
	printf("%s socket %s %s\n", name, py(option(sock, SOL_SOCKET, SO_DOMAIN) == AF_INET),
	       py(option(sock, SOL_SOCKET, SO_TYPE) == SOCK_STREAM));
	printf("%s nodelay %s\n", name, py(option(sock, IPPROTO_TCP, TCP_NODELAY) != 0));
	printf("%s blocking %s\n", name, py(!(fcntl(sock, F_GETFL) & O_NONBLOCK)));
	for (int i = 0; i < 5; i++)
		printf("%s %s %s\n", name, others[i],
		       async_stream_writer_get_extra_info(writer, others[i]) ? "..." : "None");
	struct async_transport *transport = async_stream_writer_transport(writer);
	printf("%s transport %s %s\n", name,
	       py(async_transport_get_extra_info(transport, "socket") != NULL),
	       py(async_transport_is_reading(transport)));
}

struct addresses { struct sockaddr_in ours, theirs; struct async_future *done; };

static void *handle(struct async_stream_reader *reader, struct async_stream_writer *writer,
		    void *arg)
{
	struct addresses *addresses = arg;
	AWAIT(async_stream_reader_readline(reader, NULL));
	show("server", writer);
	addresses->ours = *address(writer, "sockname");
	addresses->theirs = *address(writer, "peername");
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	async_future_set_result(addresses->done, NULL);
	return NULL;
}

ASYNC static int both_ends(void)
{
	struct addresses addresses = { .done = async_loop_create_future(NULL) };
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	struct async_server *server = AWAIT(async_start_server(handle, &addresses, "127.0.0.1", 0));
	port = async_server_port(server);
	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", port));
	show("client", writer);
	async_stream_writer_printf(writer, "go\n");
	AWAIT(async_await(addresses.done));
	printf("%s %s\n", py(same(address(writer, "sockname"), &addresses.theirs)),
	       py(same(address(writer, "peername"), &addresses.ours)));
	async_stream_writer_close(writer);
	AWAIT(async_stream_writer_wait_closed(writer));
	printf("%s\n", py(same(address(writer, "peername"), &addresses.ours)));
	async_server_close(server);
	return 0;
}

static void *close_at_once(struct async_stream_reader *reader, struct async_stream_writer *writer,
			   void *arg)
{
	(void)reader;
	async_stream_writer_close(writer);
	return arg;
}

ASYNC static int from_an_address(void)
{
	struct async_stream_reader *reader;
	struct async_stream_writer *writer;
	struct async_server *server =
		AWAIT(async_start_server(close_at_once, NULL, "127.0.0.1", 0));
	port = async_server_port(server);
	AWAIT(async_open_connection(&reader, &writer, "127.0.0.1", port,
				    .local_host = "127.0.0.1"));
	printf("%s ", inet_ntoa(address(writer, "sockname")->sin_addr));
	puts(REPR(async_stream_reader_read(reader, SIZE_MAX, &size)));
	async_stream_writer_close(writer);
	async_server_close(server);
	return 0;
}

static void *main_task(void *arg)
{
	AWAIT(both_ends());
	AWAIT(from_an_address());
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
