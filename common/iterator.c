/* Iterators of all kinds, and ASYNC_FOR. Generators are in generator.c and closing.c. */

#include "iterator-internal.h"

void *async_anext_(struct async_iterator *iterator)
{
	if (iterator == NULL && async_exception() != NULL)
		return NULL;			/* what should have made it failed */
	error_forbid_raised("async_anext()");
	if (iterator == NULL)
		error_misuse("async_anext() was given NULL in place of an iterator");
	return iterator->anext(iterator);
}

void *async_for_begin_(void *iterator, struct async_call call)
{
	struct async_generator *generator;

	if (call.fn == NULL) {
		if (iterator == NULL && async_exception() == NULL)
			error_misuse("ASYNC_FOR was given NULL in place of an iterator");
		return iterator;
	}
	generator = async_generator_(call);
	if (generator != NULL)
		generator->made_by_loop = true;
	return generator;
}

bool async_for_next_(void *iterator, void **value)
{
	struct async_iterator *from = iterator;

	*value = from->anext(from);
	if (async_exception() == NULL)
		return true;
	if (async_isinstance(async_exception(), StopAsyncIteration))
		exception_release(error_take());
	return false;
}

void async_for_end_(void **iterator)
{
	struct async_generator *generator = *iterator;

	if (generator != NULL && generator_is_one(&generator->iterator) && generator->made_by_loop)
		async_generator_detach(generator);
}
