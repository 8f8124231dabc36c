/* libevent's evhttp, bare: 100 connections, and on each one request behind the other. This is what
 * our client stands upon, so it is its floor. It sends the same requests. */

#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <stdio.h>
#include <stdlib.h>

#include "../seconds.h"

enum { REQUESTS = 10000, CONNECTIONS = 100 };

static struct evhttp_connection *connections[CONNECTIONS];
static struct event_base *base;
static int left;				/* to be begun, of this round */
static int under_way;
static size_t received;

static void begin_next(struct evhttp_connection *connection);

static void on_answer(struct evhttp_request *request, void *connection)
{
	if (request == NULL || evhttp_request_get_response_code(request) != HTTP_OK) {
		fprintf(stderr, "a request failed\n");
		exit(1);
	}
	received += evbuffer_get_length(evhttp_request_get_input_buffer(request));
	under_way--;
	begin_next(connection);
	if (under_way == 0)
		event_base_loopbreak(base);
}

static void begin_next(struct evhttp_connection *connection)
{
	struct evhttp_request *request;
	struct evkeyvalq *headers;

	if (left == 0)
		return;
	left--;
	under_way++;
	request = evhttp_request_new(on_answer, connection);
	headers = evhttp_request_get_output_headers(request);
	evhttp_add_header(headers, "Host", "127.0.0.1");
	evhttp_add_header(headers, "Accept", "*/*");
	evhttp_add_header(headers, "User-Agent", "asyncio-in-C");
	evhttp_make_request(connection, request, EVHTTP_REQ_GET, "/");
}

static void get_all(int count)
{
	left = count;
	for (int i = 0; i < CONNECTIONS; i++)
		begin_next(connections[i]);
	event_base_dispatch(base);
}

int main(int argc, char **argv)
{
	int count = argc == 3 ? atoi(argv[2]) : 0;
	double began;

	if (count < 1) {
		fprintf(stderr, "usage: libevent PORT REQUESTS\n");
		return 1;
	}
	base = event_base_new();
	for (int i = 0; i < CONNECTIONS; i++)
		connections[i] = evhttp_connection_base_new(base, NULL, "127.0.0.1",
							    (unsigned short)atoi(argv[1]));
	get_all(CONNECTIONS);
	began = seconds();
	for (int done = 0; done < REQUESTS; done += count)
		get_all(count);
	printf("rate %.0f\n", REQUESTS / (seconds() - began));
	return 0;
}
