/* What our part of HTTP reads: URLs, paths, queries; and JSON. */

#include <string.h>

#include "suite.h"
#include "web/http.h"
#include "web/url-internal.h"
#include "web/web-internal.h"

/* ---- URLs ---- */

static const char *text_of(const char *text)
{
	const struct url *url = http_url_parse(text);
	EXCEPTION(e);

	return EXCEPT(InvalidURL, e) ? "invalid" : url->text;
}

static void test_url__in_its_usual_form(void)
{
	static const char *const urls[][2] = {
		{ "http://weather.example", "http://weather.example/" },
		{ "HTTP://weather.example:80/a", "http://weather.example/a" },
		{ "https://weather.example:443?q", "https://weather.example/?q" },
		{ "http://weather.example:443/", "http://weather.example:443/" },
		{ "http://[::1]:8080/a?b=c#d", "http://[::1]:8080/a?b=c" },
		{ "weather.example", "invalid" },
		{ "mailto:a@weather.example", "invalid" },
		{ "http:///a", "invalid" },
		{ "http://weather.example:0/", "invalid" },
		{ "http://a:b@weather.example/", "invalid" },
		{ "http://weather.example/a b", "invalid" },
		{ "http://weather.example/\r\nX: y", "invalid" },
	};

	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
		ASSERT_STRING(text_of(urls[i][0]), urls[i][1]);
	ASSERT_STRING(http_url_parse("http://[::1]:8080/")->host, "::1");
	ASSERT_STRING(http_url_parse("http://[::1]:8080/")->authority, "[::1]:8080");
}

/* The examples of RFC 3986, 5.4. */
static void test_url__that_refers_to_another(void)
{
	static const char *const references[][2] = {
		{ "http://x/", "http://x/" }, { "g", "http://a/b/c/g" },
		{ "./g", "http://a/b/c/g" }, { "g/", "http://a/b/c/g/" },
		{ "/g", "http://a/g" }, { "//g", "http://g/" },
		{ "?y", "http://a/b/c/d;p?y" }, { "g?y", "http://a/b/c/g?y" },
		{ "#s", "http://a/b/c/d;p?q" }, { "g#s", "http://a/b/c/g" },
		{ "g?y#s", "http://a/b/c/g?y" }, { ";x", "http://a/b/c/;x" },
		{ "", "http://a/b/c/d;p?q" }, { ".", "http://a/b/c/" },
		{ "./", "http://a/b/c/" }, { "..", "http://a/b/" },
		{ "../", "http://a/b/" }, { "../g", "http://a/b/g" },
		{ "../..", "http://a/" }, { "../../g", "http://a/g" },
		{ "../../../g", "http://a/g" }, { "/./g", "http://a/g" },
		{ "/../g", "http://a/g" }, { "g.", "http://a/b/c/g." },
		{ "..g", "http://a/b/c/..g" }, { "./../g", "http://a/b/g" },
		{ "./g/.", "http://a/b/c/g/" }, { "g/./h", "http://a/b/c/g/h" },
		{ "g/../h", "http://a/b/c/h" }, { "g?y/./x", "http://a/b/c/g?y/./x" },
	};
	const struct url *base = http_url_parse("http://a/b/c/d;p?q");

	for (size_t i = 0; i < sizeof references / sizeof *references; i++)
		ASSERT_STRING(http_url_join(base, references[i][0])->text, references[i][1]);
	http_url_join(base, "g:h");
	ASSERT_RAISED(InvalidURL, "g:h");
}

/* ---- Routes ---- */

static struct async_web_response *nobody(struct async_web_request *request, void *arg)
{
	(void)request;
	return arg;
}

static void test_route__is_the_first_that_fits(void)
{
	struct async_web_application *app = async_web_application();
	const struct route *route;
	const char *other;

	async_web_application_add_get(app, "/weather/today", nobody, "today");
	async_web_application_add_get(app, "/weather/{city}", nobody, "city");
	async_web_application_add_post(app, "/weather/{city}/{hour}", nobody, "hour");
	route = web_route_find(app, "GET", "/weather/today", &other);
	ASSERT_STRING(route->arg, "today");
	route = web_route_find(app, "HEAD", "/weather/tod%61y", &other);
	ASSERT_STRING(route->arg, "today");
	route = web_route_find(app, "GET", "/weather/New%20York%2FState", &other);
	ASSERT_STRING(route->arg, "city");
	ASSERT_STRING(web_route_match(route, "/weather/New%20York%2FState", "city"),
		      "New York/State");
	ASSERT(web_route_match(route, "/weather/Oslo", "hour") == NULL);
	route = web_route_find(app, "POST", "/weather/Oslo/7", &other);
	ASSERT_STRING(web_route_match(route, "/weather/Oslo/7", "hour"), "7");
	ASSERT(web_route_find(app, "GET", "/weather/Oslo/7", &other) == NULL);
	ASSERT_STRING(other, "POST");
	ASSERT(web_route_find(app, "GET", "/weather", &other) == NULL && other == NULL);
	ASSERT(web_route_find(app, "GET", "*", &other) == NULL && other == NULL);
}

static void test_query__is_decoded(void)
{
	ASSERT_STRING(web_query_find("a=1&b=%32+%2b&b=3&c", "b"), "2 +");
	ASSERT_STRING(web_query_find("a=1&b&c=", "b"), "");
	ASSERT_STRING(web_query_find("%61=x%4", "a"), "x%4");
	ASSERT_STRING(web_query_find("a=%00%zz%", "a"), "%00%zz%");
	ASSERT(web_query_find("a=1", "b") == NULL && web_query_find("", "b") == NULL);
	ASSERT(web_query_find(NULL, "b") == NULL);
}

/* ---- JSON ---- */

static void test_json__is_read_and_written(void)
{
	static const char text[] = "{\"city\": \"Bod\303\270\", \"degrees\": [1, -2.5, null]}";
	json_t *document = async_json_loads(text, strlen(text));

	ASSERT_STRING(async_json_dumps(document), text);
	ASSERT_INT(json_array_size(json_object_get(document, "degrees")), 3);
	ASSERT_STRING(json_string_value(async_json_loads("\"7\"", 3)), "7");
	async_json_dumps(NULL);
	ASSERT_RAISED(ValueError, "no JSON document was given");
}

static void test_json__says_where_it_is_wrong(void)
{
	static const struct { const char *text, *message; size_t position; } wrong[] = {
		{ "", "unexpected token near end of file: line 1 column 0 (char 0)", 0 },
		{ "{\"city\": }", "unexpected token near '}': line 1 column 10 (char 10)", 10 },
		{ "[1,\n2", "']' expected near end of file: line 2 column 1 (char 5)", 5 },
		{ "nothing", "invalid token near 'nothing': line 1 column 7 (char 7)", 7 },
		{ "1 2", "end of file expected near '2': line 1 column 3 (char 3)", 3 },
	};

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		EXCEPTION(e);

		async_json_loads(wrong[i].text, strlen(wrong[i].text));
		ASSERT(EXCEPT(JSONDecodeError, e));
		ASSERT_STRING(e->message, wrong[i].message);
		ASSERT_INT(async_json_error_position(e), wrong[i].position);
	}
}

static const struct test tests[] = {
	TEST(test_url__in_its_usual_form),
	TEST(test_url__that_refers_to_another),
	TEST(test_route__is_the_first_that_fits),
	TEST(test_query__is_decoded),
	TEST(test_json__is_read_and_written),
	TEST(test_json__says_where_it_is_wrong),
};
SUITE(tests, NO_PROGRAMS)
