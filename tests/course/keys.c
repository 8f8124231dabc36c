#include "suite.h"

#include <string.h>

#include "keys.h"

/* The keys that [bytes] are, as they come: letters as themselves, others by their number. */
static const char *decode(const char *bytes, bool all)
{
	static char text[256];
	size_t size = strlen(bytes), used = 1;

	*text = '\0';
	while (size > 0 && used > 0) {
		char word[32] = "";
		int key;

		used = keys_decode((const unsigned char *)bytes, size, all, &key);
		bytes += used;
		size -= used;
		if (key > ' ' && key < 0x7f)
			snprintf(word, sizeof(word), " %c", key);
		else if (used > 0)
			snprintf(word, sizeof(word), " %#x", (unsigned)key);
		strcat(text, word);
	}
	if (size > 0)
		strcat(text, " ...");
	return *text ? text + 1 : text;
}

static void test_keys_decode__letters(void)
{
	ASSERT_STRING(decode("nq?", false), "n q ?");
	ASSERT_STRING(decode("\n\r", false), "0xa 0xa");
	ASSERT_STRING(decode("\177\b", false), "0x7f 0x7f");
	ASSERT_STRING(decode("ö王🌧", false), "0xf6 0x738b 0x1f327");
}

static void test_keys_decode__names(void)
{
	ASSERT_STRING(decode("\033[A\033OB\033[5~\033[6~", false),
		      "0x110000 0x110001 0x110002 0x110003");
	ASSERT_STRING(decode("\033[H\033[1~\033[F\033[4~", false),
		      "0x110004 0x110004 0x110005 0x110005");
}

static void test_keys_decode__escape(void)
{
	ASSERT_STRING(decode("\033", false), "...");
	ASSERT_STRING(decode("\033", true), "0x1b");
	ASSERT_STRING(decode("\033\033[A", false), "0x1b 0x110000");
	ASSERT_STRING(decode("\033[", false), "...");
	ASSERT_STRING(decode("\033[5", false), "...");
}

static void test_keys_decode__what_means_nothing(void)
{
	ASSERT_STRING(decode("\033x", false), "0");		/* Alt and a letter */
	ASSERT_STRING(decode("\033[15~n", false), "0 n");	/* F5 */
	ASSERT_STRING(decode("\033[1;5Cn", false), "0 n");	/* Ctrl and Right */
	ASSERT_STRING(decode("\033[200", true), "0");
	ASSERT_STRING(decode("\377n", false), "0 n");
	ASSERT_STRING(decode("\303n", false), "0 n");		/* no UTF-8 */
	ASSERT_STRING(decode("\303", false), "...");
	ASSERT_STRING(decode("\303", true), "0");
}

static void test_keys_decode__a_sequence_without_end(void)
{
	ASSERT_STRING(decode("\033[0000000000000000000000000000000000", false), "0");
}

static const struct test tests[] = {
	TEST(test_keys_decode__letters),
	TEST(test_keys_decode__names),
	TEST(test_keys_decode__escape),
	TEST(test_keys_decode__what_means_nothing),
	TEST(test_keys_decode__a_sequence_without_end),
};

SUITE(tests, NO_PROGRAMS)
