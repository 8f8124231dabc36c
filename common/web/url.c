#include "web/url-internal.h"

#include <event2/http.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "error-internal.h"
#include "memory.h"
#include "web/client.h"

enum { HTTP_PORT = 80, HTTPS_PORT = 443 };

static const struct url *fail(const char *text)
{
	return error_raise(InvalidURL, "%s", text);
}

/* Put the host at [to], without the brackets of an IPv6 address. Returns: what is behind it. */
static char *put_bare_host(char *to, const char *host)
{
	size_t length = strlen(host);

	if (host[0] != '[' || host[length - 1] != ']')
		return stpcpy(to, host) + 1;
	to = mempcpy(to, host + 1, length - 2);
	*to = '\0';
	return to + 1;
}

/* Its texts lie behind [url], in one piece of memory. */
static void fill(struct url *url, const struct evhttp_uri *uri)
{
	const char *host = evhttp_uri_get_host(uri), *path = evhttp_uri_get_path(uri);
	const char *query = evhttp_uri_get_query(uri);
	char *at = (char *)(url + 1);

	url->host = at;
	at = put_bare_host(at, host);
	url->authority = at;
	at = stpcpy(at, host);
	if (url->port != (url->secure ? HTTPS_PORT : HTTP_PORT))
		at += sprintf(at, ":%d", url->port);
	url->text = ++at;
	at = stpcpy(stpcpy(at, url->secure ? "https://" : "http://"), url->authority);
	url->target = at;
	at = stpcpy(stpcpy(at, path[0] != '/' ? "/" : ""), path);
	if (query != NULL)
		stpcpy(stpcpy(at, "?"), query);
}

static const struct url *build(const struct evhttp_uri *uri, const char *text)
{
	const char *scheme = evhttp_uri_get_scheme(uri), *host = evhttp_uri_get_host(uri);
	const char *path = evhttp_uri_get_path(uri), *query = evhttp_uri_get_query(uri);
	int port = evhttp_uri_get_port(uri);
	size_t room = sizeof "https://" + sizeof "/?";
	struct url *url;

	if (scheme == NULL || host == NULL || host[0] == '\0' || evhttp_uri_get_userinfo(uri) ||
	    (strcasecmp(scheme, "http") != 0 && strcasecmp(scheme, "https") != 0) || port == 0)
		return fail(text);
	room += 3 * (strlen(host) + sizeof ":65535") + strlen(path);
	room += query != NULL ? strlen(query) : 0;
	url = async_alloc(sizeof *url + room);
	if (url == NULL)
		return NULL;
	url->secure = strcasecmp(scheme, "https") == 0;
	url->port = port > 0 ? port : url->secure ? HTTPS_PORT : HTTP_PORT;
	fill(url, uri);
	return url;
}

const struct url *http_url_parse(const char *text)
{
	struct evhttp_uri *uri = evhttp_uri_parse(text);
	const struct url *url;

	if (uri == NULL)
		return fail(text);
	url = build(uri, text);
	evhttp_uri_free(uri);
	return url;
}

bool http_url_same_origin(const struct url *a, const struct url *b)
{
	return a->secure == b->secure && a->port == b->port && strcasecmp(a->host, b->host) == 0;
}

/* ---- References ---- */

/* Where the part of [path] begins that ".." takes away: the last segment of those before [end]. */
static char *last_segment(char *path, char *end)
{
	while (end > path && *--end != '/')
		;
	return end;
}

void http_url_remove_dots(char *path)
{
	char *from = path, *to = path;

	while (*from != '\0') {
		size_t segment = 1 + strcspn(from + 1, "/");	/* with the slash before it */
		bool last = from[segment] == '\0';

		if (strncmp(from, "/.", segment) == 0 && segment == 2) {
			if (last)
				*to++ = '/';
		} else if (strncmp(from, "/..", segment) == 0 && segment == 3) {
			to = last_segment(path, to);
			if (last)
				*to++ = '/';
		} else {
			memmove(to, from, segment);
			to += segment;
		}
		from += segment;
	}
	*to = '\0';
}

/* [reference] has no scheme and no host: "path?query", "/path", "?query" or "". */
static const struct url *join_path(const struct url *base, const char *reference)
{
	const char *query = strchr(base->target, '?');
	int path = (int)(query != NULL ? (size_t)(query - base->target) : strlen(base->target));
	int kept = path, all = (int)strcspn(reference, "#");
	int own = (int)strcspn(reference, "?#");
	const char *scheme = base->secure ? "https" : "http";
	char *resolved;

	if (reference[0] == '/')
		kept = 0;
	else if (own > 0)
		while (kept > 0 && base->target[kept - 1] != '/')
			kept--;
	else if (all == 0)
		return base;
	resolved = async_sprintf("%.*s%.*s", kept, base->target, own, reference);
	if (resolved == NULL)
		return NULL;
	http_url_remove_dots(resolved);
	resolved = async_sprintf("%s://%s%s%.*s", scheme, base->authority, resolved, all - own,
				 reference + own);
	return resolved != NULL ? http_url_parse(resolved) : NULL;
}

const struct url *http_url_join(const struct url *base, const char *reference)
{
	const char *colon = strchr(reference, ':');
	char *whole;

	if (colon != NULL && colon < reference + strcspn(reference, "/?#"))
		return http_url_parse(reference);
	if (strncmp(reference, "//", 2) != 0)
		return join_path(base, reference);
	whole = async_sprintf("%s:%s", base->secure ? "https" : "http", reference);
	return whole != NULL ? http_url_parse(whole) : NULL;
}
