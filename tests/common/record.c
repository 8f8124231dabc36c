/* The record: what programs write, and what a reader makes of what nobody should have written. */

#include "suite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "record.h"

enum { HEADER = 32, CAPACITY = 16384 };

/* ---- SipHash-2-4 once more, written byte by byte as its paper has it, to compare with ---- */

#define ROTATE(x, b) ((x) = (x) << (b) | (x) >> (64 - (b)))

static void sip_round(uint64_t v[4])
{
	v[0] += v[1], ROTATE(v[1], 13), v[1] ^= v[0], ROTATE(v[0], 32);
	v[2] += v[3], ROTATE(v[3], 16), v[3] ^= v[2];
	v[0] += v[3], ROTATE(v[3], 21), v[3] ^= v[0];
	v[2] += v[1], ROTATE(v[1], 17), v[1] ^= v[2], ROTATE(v[2], 32);
}

static uint64_t reference_siphash(const uint64_t key[2], const unsigned char *bytes, size_t size)
{
	uint64_t v[4] = { key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d,
			  key[0] ^ 0x6c7967656e657261, key[1] ^ 0x7465646279746573 };
	uint64_t word = 0;

	for (size_t i = 0; i < size / 8 * 8 + 8; i++) {
		unsigned char byte = i < size ? bytes[i] : i % 8 == 7 ? (unsigned char)size : 0;
		word |= (uint64_t)byte << i % 8 * 8;
		if (i % 8 < 7)
			continue;
		v[3] ^= word, sip_round(v), sip_round(v), v[0] ^= word, word = 0;
	}
	v[2] ^= 0xff, sip_round(v), sip_round(v), sip_round(v), sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static void test_reference__has_the_published_vector(void)
{
	const uint64_t key[2] = { 0x0706050403020100, 0x0f0e0d0c0b0a0908 };
	unsigned char bytes[15];

	for (unsigned char i = 0; i < sizeof bytes; i++)
		bytes[i] = i;
	ASSERT(reference_siphash(key, bytes, sizeof bytes) == 0xa129ca6149be45e5);
}

/* ---- Forging ---- */

static uint64_t tag_of(const uint64_t key[2], const struct record_frame *frame)
{
	const unsigned char *bytes = (const unsigned char *)frame;

	return reference_siphash(key, bytes + sizeof frame->tag, sizeof *frame - sizeof frame->tag);
}

/* Write the frame that a program with [key] would write at place [at]. */
static void put_frame(int fd, const uint64_t key[2], uint32_t at, enum record_kind kind)
{
	struct record_frame frame = { .sequence = at, .kind = kind, .time = 7, .text = "forged" };

	frame.tag = tag_of(key, &frame);
	if (pwrite(fd, &frame, sizeof frame, HEADER + (off_t)at * (off_t)sizeof frame) !=
	    sizeof frame)
		abort();
}

struct file {
	int fd;
	uint64_t key[2];
};

static struct file make_file(uint32_t frames)
{
	struct file file;

	file.fd = record_create(file.key);
	for (uint32_t i = 0; i < frames; i++)
		put_frame(file.fd, file.key, i, RECORD_MARK);
	return file;
}

/* How many frames a reader takes from [file], which is closed. */
static size_t count_and_close(struct file file)
{
	struct record record;

	ASSERT_INT(record_read(file.fd, file.key, &record), 0);
	size_t count = record.count;
	record_free(&record);
	close(file.fd);
	return count;
}

static void test_read__of_an_untouched_file_is_empty(void)
{
	struct file file = make_file(0);
	struct record record;

	ASSERT_INT(record_read(file.fd, file.key, &record), 0);
	ASSERT_INT(record.count, 0);
	ASSERT(!record.started && !record.returned && !record.full);
	record_free(&record);
	close(file.fd);
}

static void test_read__takes_genuine_frames(void)
{
	ASSERT_INT(count_and_close(make_file(1000)), 1000);
}

static void test_read__ends_at_a_frame_of_another_key(void)
{
	struct file file = make_file(3);
	const uint64_t other[2] = { file.key[0] ^ 1, file.key[1] };

	put_frame(file.fd, other, 3, RECORD_RETURNED);
	put_frame(file.fd, file.key, 4, RECORD_RETURNED);
	ASSERT_INT(count_and_close(file), 3);
}

static void test_read__with_the_wrong_key_finds_nothing(void)
{
	struct file file = make_file(3);

	file.key[1]++;
	ASSERT_INT(count_and_close(file), 0);
}

static void test_read__ends_at_a_gap(void)
{
	struct file file = make_file(3);

	put_frame(file.fd, file.key, 4, RECORD_RETURNED);
	ASSERT_INT(count_and_close(file), 3);
}

static void test_read__takes_no_frame_twice(void)
{
	struct file file = make_file(3);
	struct record_frame frame;

	ASSERT_INT(pread(file.fd, &frame, sizeof frame, HEADER + 2 * sizeof frame), sizeof frame);
	ASSERT_INT(pwrite(file.fd, &frame, sizeof frame, HEADER + 3 * sizeof frame), sizeof frame);
	ASSERT_INT(count_and_close(file), 3);
}

static void test_read__ends_every_text(void)
{
	struct file file = make_file(0);
	struct record_frame frame = { .sequence = 0, .kind = RECORD_MARK };
	struct record record;

	memset(frame.text, 'x', sizeof frame.text);
	frame.tag = tag_of(file.key, &frame);
	ASSERT_INT(pwrite(file.fd, &frame, sizeof frame, HEADER), sizeof frame);
	ASSERT_INT(record_read(file.fd, file.key, &record), 0);
	ASSERT_INT(record.count, 1);
	ASSERT_INT(strlen(record.frames[0].text), sizeof frame.text - 1);
	record_free(&record);
	close(file.fd);
}

static void test_read__of_what_is_no_record_fails(void)
{
	const uint64_t key[2] = { 1, 2 };
	struct record record;
	int fd = memfd_create("short", MFD_CLOEXEC);

	ASSERT_INT(record_read(fd, key, &record), -EINVAL);
	ASSERT_INT(ftruncate(fd, HEADER - 1), 0);
	ASSERT_INT(record_read(fd, key, &record), -EINVAL);
	close(fd);
	ASSERT_INT(record_read(fd, key, &record), -EBADF);
	ASSERT_INT(record.count, 0);
	ASSERT(record.frames == NULL);
}

static void test_read__ends_with_a_truncated_file(void)
{
	struct file file = make_file(3), cut = file;
	char bytes[HEADER + 3 * sizeof(struct record_frame)];

	cut.fd = memfd_create("cut", MFD_CLOEXEC);
	ASSERT_INT(pread(file.fd, bytes, sizeof bytes, 0), sizeof bytes);
	ASSERT_INT(pwrite(cut.fd, bytes, sizeof bytes - 1, 0), sizeof bytes - 1);
	ASSERT_INT(count_and_close(cut), 2);
	close(file.fd);
}

static void test_read__of_a_huge_file_is_bounded(void)
{
	struct file file = { .fd = memfd_create("huge", MFD_CLOEXEC), .key = { 3, 4 } };

	ASSERT_INT(ftruncate(file.fd, (off_t)1 << 40), 0);
	for (uint32_t i = 0; i < CAPACITY + 1000; i++)
		put_frame(file.fd, file.key, i, RECORD_MARK);
	ASSERT_INT(count_and_close(file), CAPACITY);
}

static void test_read__survives_whatever_is_written(void)
{
	uint64_t random = 1;

	for (int round = 0; round < 300; round++) {
		struct file file = make_file(8);
		size_t first = SIZE_MAX;
		for (int i = 0; i < 1 + round % 3; i++) {
			random = random * 6364136223846793005 + 1442695040888963407;
			unsigned char byte = (unsigned char)(random >> 56), old;
			off_t at = HEADER +
				   (off_t)(random >> 32) % (off_t)(8 * sizeof(struct record_frame));
			if (pread(file.fd, &old, 1, at) != 1 || old == byte ||
			    pwrite(file.fd, &byte, 1, at) != 1)
				continue;
			size_t frame = (size_t)(at - HEADER) / sizeof(struct record_frame);
			first = frame < first ? frame : first;
		}
		size_t count = count_and_close(file);
		ASSERT(count == (first < 8 ? first : 8) || count == 8);
	}
}

static void test_kind_name__knows_all_and_survives_others(void)
{
	ASSERT_STRING(record_kind_name(RECORD_RUN), "run");
	ASSERT_STRING(record_kind_name(RECORD_RETURNED), "returned");
	ASSERT_STRING(record_kind_name(0), "unknown");
	ASSERT_STRING(record_kind_name(UINT32_MAX), "unknown");
}

/* ---- Programs with a record ---- */

static bool on_in_constructor;

__attribute__((constructor)) static void look_early(void)
{
	on_in_constructor = record_on;
}

static void tells_its_story(void)
{
	record_set_time(1500000000);
	record_set_task(2);
	record_mark("fetch Oslo", 17);
	record_task(RECORD_DONE, 3, RECORD_EXCEPTION,
		    "ValueError: a message that is longer than a frame has room for, by far");
	record_event(RECORD_SUSPEND, 0, NULL);
	record_returned();
}

static void looks_for_the_record(void)
{
	extern char **environ;
	char path[32], name[64] = "";
	int open = 0;

	for (int fd = 3; fd < 100; fd++) {
		snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
		open += readlink(path, name, sizeof name - 1) > 0 &&
			strstr(name, "memfd:record") != NULL;
	}
	for (char **entry = environ; *entry; entry++)
		open += strstr(*entry, "ASYNC_RECORD") != NULL;
	printf("%s %d", on_in_constructor ? "early" : "late", open);
}

static void exits(void)
{
	record_mark("begin", 0);
	exit(0);
}

static void overflows(void)
{
	for (int i = 0; i < 2 * CAPACITY; i++)
		record_mark("again", i);
	record_event(RECORD_REPORT, RECORD_UNHANDLED, "ValueError: at the end");
	record_returned();
}

static void forks(void)
{
	pid_t child = fork();

	if (child == 0) {
		record_mark("in the child", 0);
		record_returned();
		_exit(0);
	}
	waitpid(child, NULL, 0);
	record_mark("in the parent", 0);
	_exit(0);
}

static void forges(void)
{
	char line[512];
	struct record_frame frame = { .sequence = 1, .kind = RECORD_RETURNED, .tag = 0x1234 };

	record_mark("genuine", 0);
	FILE *maps = fopen("/proc/self/maps", "r");
	while (maps && fgets(line, sizeof line, maps)) {
		uintptr_t begin;
		if (strstr(line, "memfd:record") && sscanf(line, "%zx", &begin) == 1)
			memcpy((char *)begin + HEADER + sizeof frame, &frame, sizeof frame);
	}
	_exit(0);
}

static const struct program programs[] = {
	PROGRAM(tells_its_story), PROGRAM(looks_for_the_record), PROGRAM(exits), PROGRAM(overflows),
	PROGRAM(forks), PROGRAM(forges),
};

/* Run the program [name], and put its record into [record]. Returns: how it ended. */
static struct ending run_recorded(const char *name, struct record *record)
{
	struct file file = make_file(0);
	char setting[32];

	snprintf(setting, sizeof setting, "ASYNC_RECORD=%d", file.fd);
	struct ending ending = run_program(name, setting);
	ASSERT_INT(record_read(file.fd, file.key, record), 0);
	close(file.fd);
	return ending;
}

static void test_record__tells_what_happened(void)
{
	struct record record;

	ASSERT_INT(run_recorded("tells_its_story", &record).status, 0);
	ASSERT(record.started && record.returned && !record.full);
	ASSERT_INT(record.count, 4);
	if (record.count == 4) {
		ASSERT_STRING(record.frames[0].text, "fetch Oslo");
		ASSERT_INT(record.frames[0].kind, RECORD_MARK);
		ASSERT_INT(record.frames[0].time, 1500000000);
		ASSERT_INT(record.frames[0].value, 17);
		ASSERT_INT(record.frames[0].task, 2);
		ASSERT_INT(record.frames[1].task, 3);
		ASSERT_INT(strlen(record.frames[1].text), sizeof record.frames[1].text - 1);
		ASSERT_STRING(record.frames[2].text, "");
		ASSERT_INT(record.frames[3].kind, RECORD_RETURNED);
	}
	record_free(&record);
}

static void test_record__is_mapped_before_constructors_and_leaves_no_trace(void)
{
	struct record record;

	ASSERT_STRING(run_recorded("looks_for_the_record", &record).out, "early 0");
	ASSERT(record.started);
	record_free(&record);
}

static void test_record__of_a_program_that_exits_has_no_end(void)
{
	struct record record;

	ASSERT_INT(run_recorded("exits", &record).status, 0);
	ASSERT_INT(record.count, 1);
	ASSERT(record.started && !record.returned);
	record_free(&record);
}

static void test_record__when_full_keeps_reports_and_the_end(void)
{
	struct record record;

	ASSERT_INT(run_recorded("overflows", &record).status, 0);
	ASSERT(record.full && record.returned);
	ASSERT(record.count <= CAPACITY);
	ASSERT(record.count > 2 && record.frames[record.count - 2].kind == RECORD_REPORT);
	record_free(&record);
}

/* An emulator may take MADV_WIPEONFORK for advice that it need not follow. */
static bool kernel_wipes_on_fork(void)
{
	char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int status = 0;

	page[0] = 1;
	madvise(page, 4096, MADV_WIPEONFORK);
	pid_t child = fork();
	if (child == 0)
		_exit(page[0]);
	waitpid(child, &status, 0);
	munmap(page, 4096);
	return WEXITSTATUS(status) == 0;
}

static void test_record__is_not_written_by_a_forked_child(void)
{
	struct record record;

	if (!kernel_wipes_on_fork()) {
		ASSERT(getenv("RUNNER") != NULL);
		return;
	}
	ASSERT_INT(run_recorded("forks", &record).status, 0);
	ASSERT(!record.returned);
	ASSERT_INT(record.count, 1);
	if (record.count == 1)
		ASSERT_STRING(record.frames[0].text, "in the parent");
	record_free(&record);
}

static void test_record__does_not_believe_forged_frames(void)
{
	struct record record;

	ASSERT_INT(run_recorded("forges", &record).status, 0);
	ASSERT_INT(record.count, 1);
	ASSERT(!record.returned);
	record_free(&record);
}

static void assert_refused(const char *setting)
{
	struct ending ending = run_program("tells_its_story", setting);

	ASSERT_INT(ending.status, 2);
	ASSERT_CONTAINS(ending.err, setting);
	ASSERT_CONTAINS(ending.err, "is not a record that a judge has made");
}

static void test_record__refuses_other_descriptors(void)
{
	char setting[32];
	int plain = memfd_create("plain", 0);

	assert_refused("ASYNC_RECORD=");
	assert_refused("ASYNC_RECORD=seven");
	assert_refused("ASYNC_RECORD=-1");
	assert_refused("ASYNC_RECORD=99999999999999999999");
	assert_refused("ASYNC_RECORD=777");
	assert_refused("ASYNC_RECORD=1");
	snprintf(setting, sizeof setting, "ASYNC_RECORD=%d", plain);
	assert_refused(setting);
	close(plain);
}

static const struct test tests[] = {
	TEST(test_reference__has_the_published_vector),
	TEST(test_read__of_an_untouched_file_is_empty),
	TEST(test_read__takes_genuine_frames),
	TEST(test_read__ends_at_a_frame_of_another_key),
	TEST(test_read__with_the_wrong_key_finds_nothing),
	TEST(test_read__ends_at_a_gap),
	TEST(test_read__takes_no_frame_twice),
	TEST(test_read__ends_every_text),
	TEST(test_read__of_what_is_no_record_fails),
	TEST(test_read__ends_with_a_truncated_file),
	TEST(test_read__of_a_huge_file_is_bounded),
	TEST(test_read__survives_whatever_is_written),
	TEST(test_kind_name__knows_all_and_survives_others),
	TEST(test_record__tells_what_happened),
	TEST(test_record__is_mapped_before_constructors_and_leaves_no_trace),
	TEST(test_record__of_a_program_that_exits_has_no_end),
	TEST(test_record__when_full_keeps_reports_and_the_end),
	TEST(test_record__is_not_written_by_a_forked_child),
	TEST(test_record__does_not_believe_forged_frames),
	TEST(test_record__refuses_other_descriptors),
};

SUITE(tests, programs)
