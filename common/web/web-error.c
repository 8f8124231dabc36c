/* Exceptions that are answers. */

#include "error-internal.h"
#include "web/web-internal.h"

#define TYPE(name, ...) const struct async_exception_type name[1] = {{ #name, __VA_ARGS__ }}

TYPE(HTTPException, Exception);
TYPE(HTTPRedirection, HTTPException);
TYPE(HTTPMovedPermanently, HTTPRedirection);
TYPE(HTTPFound, HTTPRedirection);
TYPE(HTTPSeeOther, HTTPRedirection);
TYPE(HTTPTemporaryRedirect, HTTPRedirection);
TYPE(HTTPPermanentRedirect, HTTPRedirection);
TYPE(HTTPClientError, HTTPException);
TYPE(HTTPBadRequest, HTTPClientError);
TYPE(HTTPUnauthorized, HTTPClientError);
TYPE(HTTPForbidden, HTTPClientError);
TYPE(HTTPNotFound, HTTPClientError);
TYPE(HTTPMethodNotAllowed, HTTPClientError);
TYPE(HTTPConflict, HTTPClientError);
TYPE(HTTPRequestEntityTooLarge, HTTPClientError);
TYPE(HTTPUnsupportedMediaType, HTTPClientError);
TYPE(HTTPTooManyRequests, HTTPClientError);
TYPE(HTTPServerError, HTTPException);
TYPE(HTTPInternalServerError, HTTPServerError);
TYPE(HTTPNotImplemented, HTTPServerError);
TYPE(HTTPServiceUnavailable, HTTPServerError);
TYPE(ClientDisconnectedError, ConnectionResetError);

static const struct {
	const struct async_exception_type *type;
	int status;
	const char *reason;
} answers[] = {
	{ HTTPMovedPermanently, 301, "Moved Permanently" },
	{ HTTPFound, 302, "Found" },
	{ HTTPSeeOther, 303, "See Other" },
	{ HTTPTemporaryRedirect, 307, "Temporary Redirect" },
	{ HTTPPermanentRedirect, 308, "Permanent Redirect" },
	{ HTTPBadRequest, 400, "Bad Request" },
	{ HTTPUnauthorized, 401, "Unauthorized" },
	{ HTTPForbidden, 403, "Forbidden" },
	{ HTTPNotFound, 404, "Not Found" },
	{ HTTPMethodNotAllowed, 405, "Method Not Allowed" },
	{ HTTPConflict, 409, "Conflict" },
	{ HTTPRequestEntityTooLarge, 413, "Request Entity Too Large" },
	{ HTTPUnsupportedMediaType, 415, "Unsupported Media Type" },
	{ HTTPTooManyRequests, 429, "Too Many Requests" },
	{ HTTPInternalServerError, 500, "Internal Server Error" },
	{ HTTPNotImplemented, 501, "Not Implemented" },
	{ HTTPServiceUnavailable, 503, "Service Unavailable" },
};

enum { ANSWERS = sizeof answers / sizeof *answers };

const char *web_reason(int status)
{
	for (int i = 0; i < ANSWERS; i++)
		if (answers[i].status == status)
			return answers[i].reason;
	return NULL;
}

struct async_web_response *web_error_response(const struct async_exception *e)
{
	int i = 0;
	const char *text;

	while (i < ANSWERS && !async_isinstance(e, answers[i].type))
		i++;
	if (i == ANSWERS)
		return NULL;
	if (async_isinstance(e, HTTPRedirection))
		return async_web_response(.status = answers[i].status, .text = answers[i].reason,
					  .headers = ASYNC_HEADERS({ "Location", e->message }));
	text = e->message[0] != '\0'
		       ? e->message
		       : async_sprintf("%d: %s", answers[i].status, answers[i].reason);
	if (text == NULL)
		return NULL;
	if (async_isinstance(e, HTTPMethodNotAllowed))
		return async_web_response(.status = 405, .text = "405: Method Not Allowed",
					  .headers = ASYNC_HEADERS({ "Allow", e->message }));
	return async_web_response(.status = answers[i].status, .text = text);
}
