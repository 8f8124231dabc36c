/* What goes wrong on the client's side, in aiohttp's words. */

#include <string.h>

#include "address-internal.h"
#include "web/client-internal.h"

#define TYPE(name, ...) const struct async_exception_type name[1] = {{ #name, __VA_ARGS__ }}

TYPE(ClientError, Exception);
TYPE(ClientResponseError, ClientError);
TYPE(ContentTypeError, ClientResponseError);
TYPE(TooManyRedirects, ClientResponseError);
TYPE(ClientConnectionError, ClientError);
TYPE(ClientOSError, ClientConnectionError, OSError);
TYPE(ClientConnectorError, ClientOSError);
TYPE(ClientConnectorDNSError, ClientConnectorError);
TYPE(ClientConnectorSSLError, ClientConnectorError);
TYPE(ServerDisconnectedError, ClientConnectionError);
TYPE(ClientPayloadError, ClientError);
TYPE(ClientPayloadTooLargeError, ClientPayloadError);
TYPE(InvalidURL, ClientError, ValueError);

/* ---- With a number: errno, or a status ---- */

static void *raise_with_number(struct exception *e, int number)
{
	exception_set_number(e, number);
	error_put(e);
	return NULL;
}

static struct exception *format(const struct async_exception_type *type, const char *text, ...)
	__attribute__((format(printf, 2, 3)));
static struct exception *format(const struct async_exception_type *type, const char *text, ...)
{
	struct exception *e;
	va_list arguments;

	va_start(arguments, text);
	e = exception_format(NULL, type, text, arguments);
	va_end(arguments);
	return e;
}

int async_client_response_error_status(const struct async_exception *e)
{
	return async_isinstance(e, ClientResponseError) ? e->error_number : 0;
}

void *http_response_raise_status(const struct async_client_response *response,
				 const struct async_exception_type *type, const char *message)
{
	int status = async_client_response_status(response);

	return raise_with_number(format(type, "%d, message='%s', url='%s'", status, message,
					response->url->text),
				 status);
}

/* ---- Connecting ---- */

void *http_raise_connecting(const struct async_exception_type *type, const struct url *url,
			    const char *why, int number)
{
	return raise_with_number(format(type, "Cannot connect to host %s:%d ssl:default [%s]",
					url->host, url->port, why),
				 number);
}

static void *raise_not_connected(const struct async_client_response *response)
{
	char address[ADDRESS_TEXT], why[ADDRESS_TEXT + 40];

	snprintf(why, sizeof why, "Connect call failed %s",
		 address_describe(response->address, address));
	return http_raise_connecting(ClientConnectorError, response->url, why, response->number);
}

static void *raise_tls(const struct async_client_response *response)
{
	http_raise_connecting(ClientConnectorSSLError, response->url, response->tls_words,
			      response->number);
	return NULL;
}

/* ---- What broke ---- */

void *http_response_raise(const struct async_client_response *response)
{
	size_t most = response->session->max_size;

	switch (response->broke) {
	case BROKE_CONNECTING:
		return raise_not_connected(response);
	case BROKE_TLS:
		return raise_tls(response);
	case BROKE_DISCONNECTED:
		return error_raise(ServerDisconnectedError, "Server disconnected");
	case BROKE_FORM:
		return raise_with_number(format(ClientResponseError,
						"400, message='what the server sent is no HTTP, or "
						"has too long a header', url='%s'",
						response->url->text),
					 400);
	case BROKE_CHUNK:
		return error_raise(ClientPayloadError,
				   "Response payload is not completed: of the body of %s a chunk "
				   "is malformed, or larger than the session's max_size of %zu "
				   "bytes",
				   response->url->text, most);
	case BROKE_TOO_LARGE:
		return error_raise(ClientPayloadTooLargeError,
				   "the body of %s is larger than the session's max_size of %zu "
				   "bytes", response->url->text, most);
	case BROKE_TIMEOUT:
		return error_raise(TimeoutError, "%s", "");
	case BROKE_CLOSED:
		return error_raise(ClientConnectionError, "Connection closed");
	case BROKE_MEMORY:
		return error_raise(MemoryError, "no memory for a request to %s",
				   response->url->text);
	case BROKE_BODY:
		break;
	}
	return error_raise(ClientPayloadError, "Response payload is not completed");
}
