#ifndef URL_INTERNAL_H
#define URL_INTERNAL_H

/* Where a request goes. */

#include <stdbool.h>
#include <stddef.h>

struct url {
	bool secure;				/* https, not http */
	const char *host;			/* a name or an address, an IPv6 one without
						 * brackets */
	int port;
	const char *authority;			/* for the Host header: host, and port unless it
						 * is the usual one */
	const char *target;			/* for the request line: path and query */
	const char *text;			/* all of it, without a fragment */
};

/* [text], an absolute URL of HTTP or HTTPS. Owns: memory of the current task. Raises: InvalidURL,
 * MemoryError, and returns NULL. */
const struct url *http_url_parse(const char *text);

/* What [reference], a URL or a part of one, means where [base] says it: RFC 3986, 5.2. Owns,
 * Raises: the same. */
const struct url *http_url_join(const struct url *base, const char *reference);

/* Whether they are of one server. */
bool http_url_same_origin(const struct url *a, const struct url *b);

/* [path] with the "." and ".." in it resolved, in place. */
void http_url_remove_dots(char *path);

#endif
