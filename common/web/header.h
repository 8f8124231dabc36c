#ifndef WEB_HEADER_H
#define WEB_HEADER_H

/* A header of a request or of a response: "Content-Type", "text/plain". Names are the same in upper
 * and lower case. */
struct async_header {
	const char *name, *value;
};

/* ASYNC_HEADERS({ "Accept", "text/plain" }, { "X-City", "Oslo" }): an array of them, for options
 * that take one. It lives as long as the block it stands in. */
#define ASYNC_HEADERS(...) ((const struct async_header[]){ __VA_ARGS__, { 0, 0 } })

#endif
