#include "web/json.h"

#include <stdlib.h>
#include <string.h>

#include "error-internal.h"
#include "memory-internal.h"

const struct async_exception_type JSONDecodeError[1] = {{ "JSONDecodeError", ValueError }};

/* A place in the memory of the current task, so that what comes into it ends with that. */
static json_t **new_slot(void (*fini)(void *memory))
{
	json_t **slot = memory_pool_get(memory_current(), sizeof *slot, fini);

	return slot != NULL ? slot : error_raise(MemoryError, "no memory for a JSON document");
}

static void release_document(void *memory)
{
	json_decref(*(json_t **)memory);
}

static json_t *raise_error(const json_error_t *error)
{
	struct exception *e;

	if (json_error_code(error) == json_error_out_of_memory)
		return error_raise(MemoryError, "no memory for a JSON document");
	error_raise(JSONDecodeError, "%s: line %d column %d (char %d)", error->text,
		    error->line, error->column, error->position);
	e = error_take();
	if (async_isinstance(&e->seen, JSONDecodeError))
		exception_set_number(e, error->position);
	error_put_back(e);
	return NULL;
}

json_t *async_json_loads(const char *text, size_t size)
{
	json_t **slot = new_slot(release_document);
	json_error_t error;

	if (slot == NULL)
		return NULL;
	*slot = json_loadb(text, size, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
	return *slot != NULL ? *slot : raise_error(&error);
}

size_t async_json_error_position(const struct async_exception *e)
{
	return async_isinstance(e, JSONDecodeError) ? (size_t)e->error_number : 0;
}

static void free_text(void *memory)
{
	free(*(char **)memory);
}

char *async_json_dumps(const json_t *document)
{
	char **slot;

	if (document == NULL)
		return error_raise(ValueError, "no JSON document was given");
	slot = memory_pool_get(memory_current(), sizeof *slot, free_text);
	if (slot != NULL)
		*slot = json_dumps(document, JSON_ENCODE_ANY);
	if (slot == NULL || *slot == NULL)
		return error_raise(MemoryError, "no memory for a JSON text");
	return *slot;
}
