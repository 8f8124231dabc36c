/* What our part of HTTP reads: URLs and references, paths and the patterns of routes, queries. The
 * input is a letter, which says what it is, and two texts with a zero between them. */

#include <string.h>

#include "fuzz.h"
#include "web/url-internal.h"
#include "web/web-internal.h"

static char kind, *first, *second;

/* What goes into a request's first line and its Host header must not end these. */
static void check_url(const struct url *url)
{
	const struct url *again = http_url_parse(url->text);

	CHECK(again != NULL && strcmp(again->text, url->text) == 0);
	CHECK(http_url_same_origin(url, again));
	CHECK(url->port > 0 && url->port < 65536);
	CHECK(url->host[0] != '\0' && url->target[0] == '/');
	CHECK(strpbrk(url->target, " \r\n\t") == NULL);
	CHECK(strpbrk(url->authority, " \r\n\t/") == NULL);
}

static void try_url(void)
{
	const struct url *base = TRY(http_url_parse(first)), *url;
	EXCEPTION(e);

	if (!EXCEPT(ValueError, e)) {
		check_url(base);
		url = TRY(http_url_join(base, second));
		if (!EXCEPT(ValueError, e))
			check_url(url);
	}
}

static void try_path(void)
{
	size_t size = strlen(first);
	char *path = async_sprintf("/%s", first);

	http_url_remove_dots(path);
	CHECK(strlen(path) <= size + 1);
	CHECK(path[0] == '/' || path[0] == '\0');
	CHECK(strstr(path, "/../") == NULL && strstr(path, "/./") == NULL);
}

static struct async_web_response *nobody(struct async_web_request *request, void *arg)
{
	(void)request;
	(void)arg;
	return NULL;
}

static void try_route(void)
{
	struct async_web_application *app = async_web_application();
	const struct route *route;
	const char *allowed, *part;
	EXCEPTION(e);

	async_web_application_add_get(app, first, nobody, NULL);
	if (EXCEPT(ValueError, e))
		return;
	route = web_route_find(app, "GET", second, &allowed);
	if (route == NULL)
		return;
	CHECK(route->handler == nobody && second[0] == '/');
	part = web_route_match(route, second, "city");
	CHECK(part == NULL || (part[0] != '\0' && strlen(part) < strlen(second)));
	CHECK(part == NULL || strstr(first, "{city}") != NULL);
}

static void try_query(void)
{
	const char *value = web_query_find(first, second);
	char *asked;

	CHECK(value == NULL || strlen(value) < strlen(first) + (*first == '\0'));
	asked = async_sprintf("%s&name=%s", "a=1", second);
	value = web_query_find(asked, "name");
	CHECK(value != NULL && strlen(value) <= strlen(second));
}

static void *try_it(void *arg)
{
	switch (kind % 4) {
	case 0: try_url(); break;
	case 1: try_path(); break;
	case 2: try_route(); break;
	case 3: try_query(); break;
	}
	return arg;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char text[64 * 1024];

	if (size < 2 || size > sizeof text - 3)
		return 0;
	memcpy(text, data, size);
	memset(text + size, 0, 3);
	kind = text[0];
	first = text + 1;
	second = first + strlen(first) + 1;
	fuzz_run(try_it);
	return 0;
}
