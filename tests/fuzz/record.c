/* The record's reader, beside a model: frames that are genuine, up to the first that is not. Random
 * bytes never are, so the input says what to write: genuine frames, with any contents, and among
 * them spoiled ones, and bytes. Tags are made here by a SipHash of the fuzzer's own. */

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "record.h"

enum { HEADER = 32, FRAMES_MAX = 600 };

static const uint64_t key[2] = { 0x0706050403020100, 0x0f0e0d0c0b0a0908 };

/* ---- SipHash-2-4, from its paper ---- */

static uint64_t left(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

static void mix(uint64_t v[4], int times)
{
	for (; times > 0; times--) {
		v[0] += v[1], v[1] = left(v[1], 13) ^ v[0], v[0] = left(v[0], 32);
		v[2] += v[3], v[3] = left(v[3], 16) ^ v[2];
		v[0] += v[3], v[3] = left(v[3], 21) ^ v[0];
		v[2] += v[1], v[1] = left(v[1], 17) ^ v[2], v[2] = left(v[2], 32);
	}
}

static uint64_t hash(const void *data, size_t size)
{
	uint64_t v[4] = {
		key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d,
		key[0] ^ 0x6c7967656e657261, key[1] ^ 0x7465646279746573,
	};
	uint64_t word;

	for (size_t at = 0; at + 8 <= size; at += 8) {
		memcpy(&word, (const char *)data + at, 8);
		v[3] ^= word, mix(v, 2), v[0] ^= word;
	}
	word = (uint64_t)size << 56;
	v[3] ^= word, mix(v, 2), v[0] ^= word;
	v[2] ^= 0xff, mix(v, 4);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* ---- What is written ---- */

struct expected {
	size_t count;
	bool ended, returned;
};

/* Make the next frame of up to 9 bytes of the input. Returns: how many it took. */
static size_t make_frame(struct record_frame *frame, const uint8_t *data, size_t size,
			 uint32_t sequence, struct expected *expected)
{
	const uint8_t how = data[0];
	const size_t used = size < 9 ? size : 9;

	memset(frame, 0, sizeof *frame);
	memset(frame->text, how, sizeof frame->text);
	memcpy(&frame->value, data + 1, used - 1);
	frame->kind = how % 16;
	frame->sequence = how == 0xfe ? sequence + 1 : sequence;
	frame->tag = hash(&frame->time, sizeof *frame - sizeof frame->tag);
	if (how == 0xff)
		frame->tag ^= 1 + data[used - 1];
	expected->ended = expected->ended || how >= 0xfe;
	if (!expected->ended) {
		expected->count++;
		expected->returned = expected->returned || frame->kind == RECORD_RETURNED;
	}
	return used;
}

static void write_all(int fd, const void *data, size_t size)
{
	CHECK(write(fd, data, size) == (ssize_t)size);
}

static void check(int fd, bool started, const struct expected *expected)
{
	struct record record;

	CHECK(record_read(fd, key, &record) == 0);
	CHECK(record.started == started);
	CHECK(record.count == expected->count);
	CHECK(record.returned == expected->returned);
	for (size_t i = 0; i < record.count; i++) {
		CHECK(record.frames[i].sequence == i);
		CHECK(memchr(record.frames[i].text, '\0', sizeof record.frames[i].text) != NULL);
		CHECK(record_kind_name(record.frames[i].kind) != NULL);
	}
	record_free(&record);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const bool started = size > 0 && data[0] % 2 == 0;
	const char header[HEADER] = { [16] = started ? 0 : 1 };
	struct expected expected = { 0 };
	struct record_frame frame;
	uint32_t sequence = 0;
	int fd = memfd_create("record", MFD_CLOEXEC);

	CHECK(fd >= 0);
	write_all(fd, header, sizeof header);
	while (size > 0 && sequence < FRAMES_MAX) {
		size_t used = make_frame(&frame, data, size, sequence++, &expected);
		write_all(fd, &frame, sizeof frame);
		data += used;
		size -= used;
	}
	write_all(fd, data, size);
	check(fd, started, &expected);
	close(fd);
	return 0;
}
