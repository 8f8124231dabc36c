/* buffer.h: what is lent stays, what is added comes behind, and little is moved. */

#include "buffer.h"
#include "heap.h"
#include "sanitizer.h"
#include "suite.h"

#include <string.h>

static void add(struct buffer *buffer, const char *text)
{
	ASSERT(buffer_add(buffer, text, strlen(text)));
}

static void test_buffer__gives_what_it_was_given(void)
{
	struct buffer buffer = { 0 };

	add(&buffer, "Oslo");
	add(&buffer, "Bergen");
	buffer_settle(&buffer);
	ASSERT_INT(buffer_size(&buffer), 10);
	ASSERT(memcmp(buffer_bytes(&buffer), "OsloBergen", 10) == 0);
	ASSERT_STRING(buffer_take(&buffer, 4), "Oslo");
	buffer_settle(&buffer);
	buffer_drop(&buffer, 1);
	ASSERT_STRING(buffer_take(&buffer, 5), "ergen");
	ASSERT_INT(buffer_size(&buffer), 0);
	buffer_fini(&buffer);
}

static void test_take__lends_until_settled(void)
{
	struct buffer buffer = { 0 };
	const char *lent;

	add(&buffer, "OsloBergen");
	buffer_settle(&buffer);
	lent = buffer_take(&buffer, 4);
	for (int i = 0; i < 5000; i++)
		add(&buffer, "Lillehammer");
	ASSERT_STRING(lent, "Oslo");
	ASSERT_INT(buffer_size(&buffer), 6 + 5000 * 11);
	buffer_settle(&buffer);
	ASSERT(memcmp(buffer_bytes(&buffer), "BergenLillehammer", 17) == 0);
	buffer_fini(&buffer);
}

static void test_take__of_all_lends_until_settled(void)
{
	struct buffer buffer = { 0 };
	const char *lent;

	add(&buffer, "Oslo");
	buffer_settle(&buffer);
	lent = buffer_take(&buffer, 4);
	add(&buffer, "Bergen");
	ASSERT_STRING(lent, "Oslo");
	for (int i = 0; i < 5000; i++)
		add(&buffer, "Lillehammer");
	ASSERT_STRING(lent, "Oslo");
	buffer_settle(&buffer);
	lent = buffer_take(&buffer, buffer_size(&buffer));
	ASSERT_INT(strlen(lent), 6 + 5000 * 11);
	ASSERT(strncmp(lent, "BergenLille", 11) == 0);
	buffer_fini(&buffer);
}

static void test_take__of_nothing_lends_nothing(void)
{
	struct buffer buffer = { 0 };

	buffer_settle(&buffer);
	ASSERT_STRING(buffer_take(&buffer, 0), "");
	add(&buffer, "Oslo");
	buffer_settle(&buffer);
	ASSERT_STRING(buffer_take(&buffer, 0), "");
	ASSERT_STRING(buffer_take(&buffer, 4), "Oslo");
	buffer_fini(&buffer);
}

static void test_add__without_memory_changes_nothing(void)
{
	char large[4096];
	struct buffer buffer = { 0 };

	memset(large, 'x', sizeof large);
	heap_fail_at(1);
	ASSERT(!buffer_add(&buffer, large, sizeof large));
	add(&buffer, "Oslo");
	buffer_settle(&buffer);
	heap_fail_at(1);
	ASSERT(!buffer_add(&buffer, large, sizeof large));
	heap_fail_at(0);
	ASSERT_STRING(buffer_take(&buffer, 4), "Oslo");
	buffer_fini(&buffer);
}

/* What goes through it is as much as one likes; what it keeps is not. */
static void test_buffer__does_not_grow_by_what_passes(void)
{
	struct buffer buffer = { 0 };
	size_t before = heap_live_bytes();

	add(&buffer, "0123456789");
	for (int i = 0; i < 100 * 1000; i++) {
		add(&buffer, "0123456789");
		buffer_settle(&buffer);
		ASSERT_STRING(buffer_take(&buffer, 10), "0123456789");
	}
	ASSERT(heap_live_bytes() - before < 2048);
	buffer_fini(&buffer);
}

static void test_buffer__keeps_little_when_it_is_empty(void)
{
	static char large[1024 * 1024];
	struct buffer buffer = { 0 };
	size_t before = heap_live_bytes();

	ASSERT(buffer_add(&buffer, large, sizeof large));
	buffer_settle(&buffer);
	ASSERT(buffer_take(&buffer, sizeof large) != NULL);
	ASSERT(heap_live_bytes() - before >= sizeof large);
	buffer_settle(&buffer);
	ASSERT(heap_live_bytes() - before <= 64 * 1024);
	buffer_fini(&buffer);
}

static void test_settle__has_AddressSanitizer_see_late_use(void)
{
#ifdef SANITIZER_ADDRESS
	struct buffer buffer = { 0 };
	const char *lent;

	add(&buffer, "0123456789abcdef");
	buffer_settle(&buffer);
	lent = buffer_take(&buffer, 8);
	ASSERT(!__asan_address_is_poisoned(lent));
	buffer_settle(&buffer);
	ASSERT(__asan_address_is_poisoned(lent));
	ASSERT(!__asan_address_is_poisoned(buffer_bytes(&buffer)));
	ASSERT(__asan_address_is_poisoned(buffer_bytes(&buffer) + 8));
	buffer_fini(&buffer);
#else
	ASSERT(true);
#endif
}

static const struct test tests[] = {
	TEST(test_buffer__gives_what_it_was_given),
	TEST(test_take__lends_until_settled),
	TEST(test_take__of_all_lends_until_settled),
	TEST(test_take__of_nothing_lends_nothing),
	TEST(test_add__without_memory_changes_nothing),
	TEST(test_buffer__does_not_grow_by_what_passes),
	TEST(test_buffer__keeps_little_when_it_is_empty),
	TEST(test_settle__has_AddressSanitizer_see_late_use),
};

SUITE(tests, NO_PROGRAMS)
