/* The record's two ends: record_open() and record_event() in the program, record_create() and
 * record_read() in the judge.
 *
 * The memory file is a header with the key, then frames. Its size is sealed, so that nobody can cut
 * it under the program (which would be a SIGBUS) or make it grow under the reader.
 */

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record.h"

enum {
	FRAMES = 16384,
	RESERVED = 64,		/* of them, for RECORD_REPORT and RECORD_RETURNED: the end is
				 * told anyhow */
	FRAMES_READ = 256,	/* at a time */
};

struct header {
	char magic[16];
	uint64_t key[2];	/* all zero once the program has taken it */
};

static const char magic[16] = "async record 1\n";

/* What the program keeps. It lies in a page of its own, which a child made by fork() finds
 * empty: it has no record. */
struct state {
	uint64_t key[2];
	struct record_frame *frames;
	uint32_t count, capacity;
	int64_t time;		/* read by all threads, set by the loop's */
};

atomic_bool record_on, record_listened;
static void (*_Atomic listener)(enum record_kind kind, uint32_t task, int64_t value,
				const char *text);
static struct state *state;
static _Thread_local uint32_t current_task;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* ---- SipHash-2-4, by Aumasson and Bernstein ---- */

static uint64_t rotate(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

static void sip_rounds(uint64_t v[4], int rounds)
{
	while (rounds-- > 0) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = rotate(v[1], 13) ^ v[0];
		v[3] = rotate(v[3], 16) ^ v[2];
		v[0] = rotate(v[0], 32);
		v[2] += v[1];
		v[0] += v[3];
		v[1] = rotate(v[1], 17) ^ v[2];
		v[3] = rotate(v[3], 21) ^ v[0];
		v[2] = rotate(v[2], 32);
	}
}

static void sip_word(uint64_t v[4], uint64_t word)
{
	v[3] ^= word;
	sip_rounds(v, 2);
	v[0] ^= word;
}

/* The tag of [frame]: of all of it behind the tag, which is a whole number of 8-byte words. */
static uint64_t frame_tag(const uint64_t key[2], const struct record_frame *frame)
{
	uint64_t words[sizeof(*frame) / 8 - 1];
	uint64_t v[4] = {
		key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d,
		key[0] ^ 0x6c7967656e657261, key[1] ^ 0x7465646279746573,
	};

	_Static_assert(sizeof(*frame) == 96 && offsetof(struct record_frame, time) == 8,
		       "no padding in a frame");
	memcpy(words, &frame->time, sizeof(words));
	for (size_t i = 0; i < sizeof(words) / 8; i++)
		sip_word(v, words[i]);
	sip_word(v, (uint64_t)(sizeof(words) & 0xff) << 56);
	v[2] ^= 0xff;
	sip_rounds(v, 4);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* ---- In the program ---- */

static _Noreturn void refuse(const char *setting)
{
	static const char why[] =
		" is not a record that a judge has made: run the program without this setting\n";

	if (write(STDERR_FILENO, setting, strlen(setting)) < 0 ||
	    write(STDERR_FILENO, why, sizeof(why) - 1) < 0)
		_exit(3);
	_exit(2);
}

/* The descriptor in [number], or -1. Not strtol(), which wants a locale, and none is set up yet. */
static int parse_descriptor(const char *number)
{
	int fd = 0;

	if (*number == '\0')
		return -1;
	for (; *number; number++) {
		if (*number < '0' || *number > '9' || fd > 99999)
			return -1;
		fd = fd * 10 + (*number - '0');
	}
	return fd;
}

/* Map the record, take the key out of it, and leave no way back to the file. */
static int take_record(int fd)
{
	const int sealed = F_SEAL_SHRINK | F_SEAL_GROW;
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0 || (fcntl(fd, F_GET_SEALS) & sealed) != sealed)
		return -EINVAL;
	if (status.st_size <
	    (off_t)(sizeof(struct header) + (RESERVED + 1) * sizeof(struct record_frame)))
		return -EINVAL;
	size_t size = (size_t)status.st_size;
	struct header *header = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (header == MAP_FAILED)
		return -errno;
	state = mmap(NULL, sizeof(*state), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		     0);
	if (state == MAP_FAILED || memcmp(header->magic, magic, sizeof(magic)) != 0)
		return -EINVAL;
	madvise(header, size, MADV_DONTFORK);
	madvise(state, sizeof(*state), MADV_WIPEONFORK);
	memcpy(state->key, header->key, sizeof(state->key));
	explicit_bzero(header->key, sizeof(header->key));
	state->frames = (struct record_frame *)(header + 1);
	state->capacity = (uint32_t)((size - sizeof(*header)) / sizeof(struct record_frame));
	close(fd);
	return 0;
}

/* Runs before every constructor of the program and its libraries, so even before that of libc:
 * `environ` is not set yet, and the environment can be had, and changed, by the argument alone. */
static void record_open(int argc, char **argv, char **environment)
{
	static const char name[] = "ASYNC_RECORD=";
	char **entry = environment;

	(void)argc;
	(void)argv;
	while (*entry && strncmp(*entry, name, sizeof(name) - 1) != 0)
		entry++;
	if (!*entry)
		return;
	/* The string itself stays: a sanitizer reads /proc/self/environ, and would take zeros in
	 * it for its end. */
	char *setting = *entry;
	do
		entry[0] = entry[1];
	while (*entry++);
	if (take_record(parse_descriptor(setting + sizeof(name) - 1)) < 0)
		refuse(setting);
	record_on = true;
}

__attribute__((section(".preinit_array"), used))
static void (*record_preinit)(int argc, char **argv, char **environment) = record_open;

static void append(enum record_kind kind, uint32_t task, int64_t value, const char *text)
{
	uint32_t limit = kind == RECORD_RETURNED ? state->capacity
		: kind == RECORD_REPORT ? state->capacity - 1
		: state->capacity - RESERVED;

	if (state->count >= limit)
		return;
	struct record_frame *frame = &state->frames[state->count];
	struct record_frame next = {
		.time = __atomic_load_n(&state->time, __ATOMIC_RELAXED),
		.value = value,
		.sequence = state->count,
		.task = task,
		.kind = kind,
	};
	if (text)
		memcpy(next.text, text, strnlen(text, sizeof(next.text) - 1));
	/* The tag comes last, so that a frame is in the record whole or not at all, whenever the
	 * program is killed. */
	memcpy(&frame->time, &next.time, sizeof(next) - sizeof(next.tag));
	__atomic_store_n(&frame->tag, frame_tag(state->key, &next), __ATOMIC_RELEASE);
	state->count++;
}

static void record(enum record_kind kind, uint32_t task, int64_t value, const char *text)
{
	if (!state || !state->frames || kind > RECORD_RETURNED)
		return;
	pthread_mutex_lock(&mutex);
	append(kind, task, value, text);
	pthread_mutex_unlock(&mutex);
}

/* It may go, at the end of the program, while other threads still have something to tell. */
static void tell_listener(enum record_kind kind, uint32_t task, int64_t value, const char *text)
{
	void (*fn)(enum record_kind kind, uint32_t task, int64_t value, const char *text) =
		listener;

	if (fn)
		fn(kind, task, value, text);
}

void record_task(enum record_kind kind, uint32_t task, int64_t value, const char *text)
{
	tell_listener(kind, task, value, text);
	record(kind, task, value, text);
}

void record_event(enum record_kind kind, int64_t value, const char *text)
{
	tell_listener(kind, RECORD_CURRENT, value, text);
	record(kind, current_task, value, text);
}

void record_listen(void (*fn)(enum record_kind kind, uint32_t task, int64_t value,
			      const char *text))
{
	listener = fn;
	record_listened = fn != NULL;
	record_on = record_listened || state;
}

void record_set_time(int64_t nanoseconds)
{
	if (state)
		__atomic_store_n(&state->time, nanoseconds, __ATOMIC_RELAXED);
}

void record_set_task(uint32_t task)
{
	current_task = task;
}

void record_mark(const char *text, int64_t value)
{
	record_event(RECORD_MARK, value, text);
}

void record_returned(void)
{
	record_event(RECORD_RETURNED, 0, NULL);
}

/* ---- In the judge or player ---- */

int record_create(uint64_t key[2])
{
	struct header header;
	int error;
	int fd = memfd_create("record", MFD_ALLOW_SEALING);

	if (fd < 0)
		return -errno;
	memcpy(header.magic, magic, sizeof(magic));
	if (getrandom(header.key, sizeof(header.key), 0) != (ssize_t)sizeof(header.key))
		goto fail;
	if (ftruncate(fd, (off_t)(sizeof(header) + FRAMES * sizeof(struct record_frame))) < 0)
		goto fail;
	if (pwrite(fd, &header, sizeof(header), 0) != (ssize_t)sizeof(header))
		goto fail;
	if (fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) < 0)
		goto fail;
	memcpy(key, header.key, sizeof(header.key));
	return fd;
fail:
	error = errno ? -errno : -EIO;
	close(fd);
	return error;
}

/* Append what is at [offset] to [record], as far as it is genuine. Returns: how many frames that
 * were, or -errno. */
static ssize_t read_frames(int fd, const uint64_t key[2], off_t offset, struct record *record)
{
	struct record_frame *frames =
		reallocarray(record->frames, record->count + FRAMES_READ, sizeof(*frames));

	if (!frames)
		return -ENOMEM;
	record->frames = frames;
	frames += record->count;
	ssize_t size = pread(fd, frames, FRAMES_READ * sizeof(*frames), offset);
	if (size < 0)
		return -errno;
	ssize_t genuine = 0;
	while (genuine < size / (ssize_t)sizeof(*frames)) {
		struct record_frame *frame = &frames[genuine];
		if (frame->sequence != record->count || frame->tag != frame_tag(key, frame))
			break;
		frame->text[sizeof(frame->text) - 1] = '\0';
		record->returned = record->returned || frame->kind == RECORD_RETURNED;
		record->count++;
		genuine++;
	}
	return genuine;
}

int record_read(int fd, const uint64_t key[2], struct record *record)
{
	static const struct header taken;
	struct header header;
	ssize_t count;

	*record = (struct record){ 0 };
	ssize_t size = pread(fd, &header, sizeof(header), 0);
	if (size != (ssize_t)sizeof(header))
		return size < 0 ? -errno : -EINVAL;
	record->started = memcmp(header.key, taken.key, sizeof(header.key)) == 0;
	do {
		off_t offset =
			(off_t)(sizeof(header) + record->count * sizeof(struct record_frame));
		count = read_frames(fd, key, offset, record);
		if (count < 0) {
			record_free(record);
			return (int)count;
		}
	} while (count == FRAMES_READ && record->count < FRAMES);
	record->full = record->count >= FRAMES - RESERVED;
	return 0;
}

void record_free(struct record *record)
{
	free(record->frames);
	*record = (struct record){ 0 };
}

const char *record_kind_name(uint32_t kind)
{
	static const char *const names[] = {
		[RECORD_RUN] = "run", [RECORD_CREATE] = "create", [RECORD_STEP] = "step",
		[RECORD_SUSPEND] = "suspend", [RECORD_DONE] = "done", [RECORD_CANCEL] = "cancel",
		[RECORD_TIMER] = "timer", [RECORD_BLOCK] = "block", [RECORD_THREAD] = "thread",
		[RECORD_REPORT] = "report", [RECORD_MARK] = "mark", [RECORD_STOP] = "stop",
		[RECORD_RETURNED] = "returned",
	};

	return kind < sizeof(names) / sizeof(names[0]) && names[kind] ? names[kind] : "unknown";
}
