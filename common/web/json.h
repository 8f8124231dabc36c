#ifndef WEB_JSON_H
#define WEB_JSON_H

/* JSON, by jansson: https://jansson.readthedocs.io. What is here makes its documents end with a
 * task, as memory does (memory.h), and its errors exceptions. */

#include <jansson.h>
#include <stddef.h>

#include "error.h"

/* The text is not JSON: "'}' expected near end of file: line 1 column 8 (char 8)".
 * Python: json.JSONDecodeError */
extern const struct async_exception_type JSONDecodeError[1];		/* ValueError */

/* Where in the text [e], a JSONDecodeError, found the error: the offset of a byte. 0 for other
 * exceptions. Python: JSONDecodeError.pos */
size_t async_json_error_position(const struct async_exception *e);

/* The document in the [size] bytes of [text]. Does not suspend. Owns: it is memory of the current
 * task; no json_decref(). Raises: JSONDecodeError, MemoryError, and returns NULL.
 * Python: json.loads() */
json_t *async_json_loads(const char *text, size_t size);

/* [document] as text in UTF-8, spaced as Python does it: {"city": "Oslo"}. Does not suspend.
 * Owns: memory of the current task; [document] stays the caller's. Raises: ValueError for
 * what is no document, MemoryError, and returns NULL. Python: json.dumps() */
char *async_json_dumps(const json_t *document);

#endif
