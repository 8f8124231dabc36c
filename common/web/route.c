/* Which handler answers which path, and what stands in a path and in a query. */

#include <ctype.h>
#include <string.h>

#include "web/web-internal.h"

/* ---- Decoding ---- */

static int hex(char digit)
{
	if (isdigit((unsigned char)digit))
		return digit - '0';
	return isxdigit((unsigned char)digit) ? tolower((unsigned char)digit) - 'a' + 10 : -1;
}

/* The byte that [*text], which is not at its [end], begins with; moves behind it. */
static char decode_one(const char **text, const char *end, bool plus)
{
	const char *at = (*text)++;

	if (*at == '+' && plus)
		return ' ';
	if (*at != '%' || end - at < 3 || hex(at[1]) < 0 || hex(at[2]) < 0 ||
	    (at[1] == '0' && at[2] == '0'))
		return *at;
	*text = at + 3;
	return (char)(hex(at[1]) << 4 | hex(at[2]));
}

char *web_decode(const char *text, size_t length, bool plus)
{
	const char *end = text + length;
	char *decoded = async_alloc(length + 1), *to = decoded;

	while (decoded != NULL && text < end)
		*to++ = decode_one(&text, end, plus);
	return decoded;
}

/* Whether [length] bytes of [text] are [plain] when they are decoded. */
static bool decodes_to(const char *text, size_t length, bool with_plus, const char *plain,
		       size_t plain_length)
{
	const char *end = text + length, *plain_end = plain + plain_length;

	while (text < end && plain < plain_end)
		if (decode_one(&text, end, with_plus) != *plain++)
			return false;
	return text == end && plain == plain_end;
}

char *web_query_find(const char *query, const char *name)
{
	while (query != NULL && *query != '\0') {
		size_t length = strcspn(query, "&"), key = strcspn(query, "=&");

		if (decodes_to(query, key, true, name, strlen(name)))
			return key < length ? web_decode(query + key + 1, length - key - 1, true)
					    : async_strdup("");
		query += length + (query[length] == '&');
	}
	return NULL;
}

/* ---- Matching ---- */

/* Walk through the segments of [pattern] and of [path] together. Where a {name} is [name], which
 * may be NULL, that segment is *[found], of *[size] bytes. Returns: whether they fit. */
static bool walk(const char *pattern, const char *path, const char *name, const char **found,
		 size_t *size)
{
	while (*pattern == '/' && *path == '/') {
		size_t wanted = strcspn(++pattern, "/"), there = strcspn(++path, "/");

		if (wanted > 2 && pattern[0] == '{') {
			if (there == 0)
				return false;
			if (name != NULL && strlen(name) == wanted - 2 &&
			    strncmp(pattern + 1, name, wanted - 2) == 0) {
				*found = path;
				*size = there;
			}
		} else if (!decodes_to(path, there, false, pattern, wanted)) {
			return false;
		}
		pattern += wanted;
		path += there;
	}
	return *pattern == '\0' && *path == '\0';
}

char *web_route_match(const struct route *route, const char *path, const char *name)
{
	const char *found = NULL;
	size_t size = 0;

	walk(route->path, path, name, &found, &size);
	return found != NULL ? web_decode(found, size, false) : NULL;
}

static bool answers(const struct route *route, const char *method)
{
	return strcmp(route->method, "*") == 0 || strcmp(route->method, method) == 0 ||
	       (strcmp(route->method, "GET") == 0 && strcmp(method, "HEAD") == 0);
}

const struct route *web_route_find(const struct async_web_application *app, const char *method,
				   const char *path, const char **allowed)
{
	*allowed = NULL;
	for (const struct route *route = app->first; route != NULL; route = route->next) {
		if (!walk(route->path, path, NULL, NULL, NULL))
			continue;
		if (answers(route, method))
			return route;
		*allowed = route->method;
	}
	return NULL;
}

/* ---- Applications ---- */

struct async_web_application *async_web_application(void)
{
	struct async_web_application *app = async_alloc(sizeof *app);

	if (app != NULL)
		app->last = &app->first;
	return app;
}

/* "/weather/{city}": each segment is plain, or all of it is a name in braces. */
static bool is_pattern(const char *path)
{
	if (*path != '/')
		return false;
	while (*path == '/') {
		size_t length = strcspn(++path, "/");
		size_t plain = strcspn(path, "{}/");

		if (plain < length &&
		    (path[0] != '{' || length < 3 || path[length - 1] != '}' ||
		     strcspn(path + 1, "{}") != length - 2))
			return false;
		path += length;
	}
	return true;
}

void async_web_application_add_route(
	struct async_web_application *app, const char *method, const char *path,
	struct async_web_response *(*handler)(struct async_web_request *request, void *arg),
	void *arg)
{
	struct route *route;

	if (app == NULL && async_exception() != NULL)
		return;				/* what should have made it failed */
	if (!is_pattern(path)) {
		error_raise(ValueError, "\"%s\" is no path of a route: it is to be like "
					"\"/weather/{city}\"", path);
		return;
	}
	route = async_alloc(sizeof *route);
	if (route == NULL)
		return;
	route->method = async_strdup(method);
	route->path = async_strdup(path);
	route->handler = handler;
	route->arg = arg;
	if (route->method == NULL || route->path == NULL)
		return;
	*app->last = route;
	app->last = &route->next;
}

void async_web_application_add_get(
	struct async_web_application *app, const char *path,
	struct async_web_response *(*handler)(struct async_web_request *request, void *arg),
	void *arg)
{
	async_web_application_add_route(app, "GET", path, handler, arg);
}

void async_web_application_add_post(
	struct async_web_application *app, const char *path,
	struct async_web_response *(*handler)(struct async_web_request *request, void *arg),
	void *arg)
{
	async_web_application_add_route(app, "POST", path, handler, arg);
}
