/* JSON: what is read is written and read again as the same; what is none says where. */

#include <string.h>

#include "fuzz.h"
#include "web/json.h"

static const uint8_t *input;
static size_t input_size;

static void *read_and_write(void *arg)
{
	json_t *document = TRY(async_json_loads((const char *)input, input_size)), *again;
	const char *text;
	EXCEPTION(e);

	if (EXCEPT(ValueError, e)) {
		CHECK(e->type == JSONDecodeError);
		CHECK(async_json_error_position(e) <= input_size);
		return NULL;
	}
	text = TRY(async_json_dumps(document));
	again = TRY(async_json_loads(text, strlen(text)));
	CHECK(async_exception() == NULL);
	CHECK(json_equal(document, again));
	return arg;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	input = data;
	input_size = size;
	fuzz_run(read_and_write);
	return 0;
}
