/* A request: from its URL, over redirects, to the headers of its response. */

#include <math.h>
#include <netdb.h>
#include <string.h>
#include <strings.h>

#include "address-internal.h"
#include "web/client-internal.h"
#include "timeout.h"
#include "web/json.h"


#define USER_AGENT "asyncio-in-C"

/* What is asked for, changed by redirects. */
struct asked {
	struct async_client_session *session;
	struct async_task *task;
	const struct async_client_request_options *options;
	const struct url *url;
	enum evhttp_cmd_type method;
	const char *data;			/* NULL: none */
	size_t size;
	bool is_json;
	bool leaves;				/* redirected to another server: what is secret
						 * stays here */
};

/* ---- What is sent ---- */

static const struct { const char *name; enum evhttp_cmd_type type; } methods[] = {
	{ "GET", EVHTTP_REQ_GET }, { "POST", EVHTTP_REQ_POST }, { "HEAD", EVHTTP_REQ_HEAD },
	{ "PUT", EVHTTP_REQ_PUT }, { "DELETE", EVHTTP_REQ_DELETE }, { "PATCH", EVHTTP_REQ_PATCH },
	{ "OPTIONS", EVHTTP_REQ_OPTIONS }, { "TRACE", EVHTTP_REQ_TRACE },
};

static bool find_method(struct asked *asked, const char *name)
{
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if (strcmp(methods[i].name, name) == 0) {
			asked->method = methods[i].type;
			return true;
		}
	error_raise(ValueError, "there is no method \"%s\" in HTTP", name);
	return false;
}

/* Whether asking twice is as good as asking once. */
static bool is_idempotent(enum evhttp_cmd_type method)
{
	return method != EVHTTP_REQ_POST && method != EVHTTP_REQ_PATCH;
}

static bool is_secret(const char *name)
{
	return strcasecmp(name, "Authorization") == 0 || strcasecmp(name, "Cookie") == 0;
}

static bool add_header(struct evkeyvalq *headers, const char *name, const char *value)
{
	if (evhttp_add_header(headers, name, value) == 0)
		return true;
	error_raise(ValueError, "the header \"%s\" cannot be sent", name);
	return false;
}

static bool set_header(struct evkeyvalq *headers, const char *name, const char *value)
{
	evhttp_remove_header(headers, name);
	return add_header(headers, name, value);
}

static bool set_own_headers(const struct asked *asked, struct evkeyvalq *headers)
{
	const struct async_header *header = asked->options->headers;
	const struct evkeyval *of_session;

	for (of_session = asked->session->headers.tqh_first; of_session != NULL;
	     of_session = of_session->next.tqe_next)
		if (!(asked->leaves && is_secret(of_session->key)) &&
		    !set_header(headers, of_session->key, of_session->value))
			return false;
	for (; header != NULL && header->name != NULL; header++)
		if (!(asked->leaves && is_secret(header->name)) &&
		    !set_header(headers, header->name, header->value))
			return false;
	return true;
}

static bool fill(const struct asked *asked, struct evhttp_request *request)
{
	struct evkeyvalq *headers = evhttp_request_get_output_headers(request);
	char length[32];

	if (!add_header(headers, "Host", asked->url->authority) ||
	    !add_header(headers, "Accept", "*/*") ||
	    !add_header(headers, "User-Agent", USER_AGENT) ||
	    (asked->data != NULL &&
	     !add_header(headers, "Content-Type",
			 asked->is_json ? "application/json" : "application/octet-stream")) ||
	    !set_own_headers(asked, headers))
		return false;
	if (asked->data == NULL)
		return true;
	snprintf(length, sizeof length, "%zu", asked->size);
	if (evbuffer_add(evhttp_request_get_output_buffer(request), asked->data, asked->size) == 0)
		return set_header(headers, "Content-Length", length);
	error_raise(MemoryError, "no memory for what is to be sent");
	return false;
}

/* ---- One attempt ---- */

/* Send it through [connection], and wait for the headers. Raises, and returns false. */
static bool attempt(const struct asked *asked, struct async_client_response *response,
		    struct http_connection *connection)
{
	struct evhttp_request *request = http_response_begin(response, asked->url);

	if (request == NULL || !fill(asked, request)) {
		http_connection_release(connection, true);
		return false;
	}
	http_connection_send(connection, response, asked->method);
	while (response->state == RESPONSE_SENT && async_exception() == NULL)
		http_response_wait(response, asked->task);
	if (response->state == RESPONSE_BROKEN && async_exception() == NULL)
		http_response_raise(response);
	if (async_exception() != NULL)
		async_client_response_close(response);
	return async_exception() == NULL;
}

/* Through a connection that was used before. Returns: whether that is all that is to be done: if
 * the server has closed it meanwhile, another one is needed. */
static bool attempt_idle(const struct asked *asked, struct async_client_response *response)
{
	struct http_connection *connection = http_connection_find(asked->session, asked->url);

	if (connection == NULL)
		return false;
	if (attempt(asked, response, connection) || !is_idempotent(asked->method) ||
	    response->broke != BROKE_DISCONNECTED ||
	    !async_isinstance(async_exception(), ServerDisconnectedError))
		return true;
	exception_release(error_take());
	return false;
}

/* ---- Where to ---- */

/* At [address]. Raises, and returns false. */
static bool attempt_at(const struct asked *asked, struct async_client_response *response,
		       const struct addrinfo *address)
{
	struct http_connection *connection;
	char numeric[NI_MAXHOST];

	if (getnameinfo(address->ai_addr, address->ai_addrlen, numeric, sizeof numeric, NULL, 0,
			NI_NUMERICHOST) != 0)
		strcpy(numeric, "?");		/* which evhttp will not reach */
	response->address = address->ai_addr;
	connection = http_connection_new(asked->session, asked->url, numeric);
	return connection != NULL && attempt(asked, response, connection);
}

static void raise_unknown(const struct asked *asked)
{
	struct async_handler_ unknown = { 0 };
	int number = async_exception()->error_number;

	error_begin_handling(&unknown, error_take());
	http_raise_connecting(ClientConnectorDNSError, asked->url,
			      number < 0 ? gai_strerror(number) : unknown.exception->message,
			      number);
	error_end_handling(&unknown);
}

/* At its addresses in turn, as long as nobody is there. */
static void connect_and_attempt(const struct asked *asked, struct async_client_response *response)
{
	const struct url *url = asked->url;
	const struct addrinfo *address = address_resolve(asked->session->loop, url->host, url->port,
							 AF_UNSPEC, SOCK_STREAM, 0);

	if (async_isinstance(async_exception(), OSError))
		raise_unknown(asked);
	for (; address != NULL; address = address->ai_next) {
		if (attempt_at(asked, response, address) || address->ai_next == NULL ||
		    response->broke != BROKE_CONNECTING)
			return;
		exception_release(error_take());
	}
}

/* One request and the headers of its response. Raises, and returns NULL. */
static struct async_client_response *ask(const struct asked *asked)
{
	struct async_client_response *response;

	if (asked->session->closed)
		return error_raise(RuntimeError, "Session is closed");
	response = http_response_new(asked->session);
	if (response == NULL || !http_session_begin_work(asked->session, asked->task))
		return NULL;
	response->attempting = true;
	if (asked->session->closed)		/* while this waited for its turn */
		error_raise(ClientConnectionError, "Connector is closed.");
	else if (!attempt_idle(asked, response) && async_exception() == NULL)
		connect_and_attempt(asked, response);
	response->attempting = false;
	if (response->connection == NULL)
		http_session_end_work(asked->session);
	return async_exception() == NULL ? response : NULL;
}

/* ---- Redirects ---- */

static bool is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* What is to be asked for instead of what [response] is of. */
static void redirect(struct asked *asked, int status, const char *location)
{
	const struct url *url = http_url_join(asked->url, location);
	bool is_post = asked->method == EVHTTP_REQ_POST;

	if (url == NULL)
		return;
	if ((status == 303 && asked->method != EVHTTP_REQ_HEAD) ||
	    ((status == 301 || status == 302) && is_post)) {
		asked->method = EVHTTP_REQ_GET;
		asked->data = NULL;
	}
	asked->leaves = asked->leaves || !http_url_same_origin(url, asked->url);
	asked->url = url;
}

static struct async_client_response *follow(struct asked *asked)
{
	unsigned most = asked->options->max_redirects > 0 ? asked->options->max_redirects : 10;

	for (unsigned redirects = 1;; redirects++) {
		struct async_client_response *response = ask(asked);
		const char *location;
		int status;

		if (response == NULL || asked->options->no_redirects)
			return response;
		status = async_client_response_status(response);
		location = async_client_response_header(response, "Location");
		if (!is_redirect(status) || location == NULL)
			return response;
		async_client_response_release(response);
		if (redirects >= most)
			return http_response_raise_status(response, TooManyRedirects, "");
		redirect(asked, status, location);
		if (async_exception() != NULL)
			return NULL;
	}
}

/* ---- All of it ---- */

static bool take_data(struct asked *asked)
{
	const struct async_client_request_options *options = asked->options;

	asked->is_json = options->json != NULL;
	asked->data = options->data;
	asked->size = options->size;
	if (asked->is_json)
		asked->data = async_json_dumps(options->json);
	json_decref(options->json);
	if (asked->data != NULL && asked->size == 0)
		asked->size = strlen(asked->data);
	return async_exception() == NULL;
}

static struct async_client_response *ask_in_time(struct asked *asked, double deadline)
{
	TIMEOUT_AT(patience, deadline);
	return async_exception() == NULL ? follow(asked) : NULL;
}

struct async_client_response *
async_client_session_request_(struct async_client_session *session, const char *method,
			      const char *url, const struct async_client_request_options *options)
{
	struct asked asked = { .session = session, .options = options };
	struct async_client_response *response;
	double timeout;
	int64_t deadline;

	if ((session == NULL || url == NULL) && async_exception() != NULL) {
		json_decref(options->json);
		return NULL;			/* what should have made it failed */
	}
	asked.task = task_may_suspend("async_client_session_request()");
	if (!take_data(&asked) || asked.task == NULL || !find_method(&asked, method) ||
	    (asked.url = http_url_parse(url)) == NULL)
		return NULL;
	timeout = options->timeout > 0 ? options->timeout : session->timeout;
	deadline = loop_later(session->loop, loop_nanoseconds(timeout));
	response = ask_in_time(&asked, async_loop_time(session->loop) + timeout);
	if (response != NULL && deadline != INT64_MAX)
		http_response_limit(response, deadline);
	return response != NULL && async_exception() == NULL ? response : NULL;
}
