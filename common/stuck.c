/* What the other threads of the process do.
 *
 * Two questions about them have no answer in C, and the loop has to ask both:
 *
 * - May time go on? On the virtual clock it stands while a thread runs, since that might have
 *   something to say at this very instant. But one that waits for a semaphore, a condition or a
 *   mutex has nothing to say before somebody else does something. If that can only be the loop,
 *   time must go on.
 * - Is this a deadlock? Nothing is left that could wake the loop, but a thread that the program
 *   made itself may call async_loop_call_soon_threadsafe() yet.
 *
 * So the kernel is asked what each thread does. All are stuck if each is in a futex wait without a
 * time limit, and was in the very same one when asked once more. Where the kernel does not tell
 * (/proc is not there, or is another machine's), nothing is known.
 */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/single_threaded.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "loop-internal.h"
#include "sanitizer.h"

atomic_size_t loop_own_threads;

/* Read the line of a file of /proc that begins with [label]. */
static bool read_line(const char *thread, const char *file, const char *label, char *line,
		      size_t size)
{
	const size_t length = strlen(label);
	char path[64];
	FILE *of_kernel;
	bool found = false;

	snprintf(path, sizeof path, "/proc/self/task/%.16s/%.16s", thread, file);
	of_kernel = fopen(path, "re");
	if (of_kernel == NULL)
		return false;
	while (!found && fgets(line, (int)size, of_kernel) != NULL)
		found = strncmp(line, label, length) == 0;
	fclose(of_kernel);
	return found;
}

/* One that sleeps goes on by itself. But a sanitizer may have threads that do nothing else, and
 * never have anything to say. */
#if defined(SANITIZER_ADDRESS) || defined(SANITIZER_THREAD)
#define A_SLEEPER THREADS_STUCK
#else
#define A_SLEEPER THREADS_RUN
#endif

/* "running", or "202 0x7f.. 0x189 0x0 0x0 ...": the call's number, and for a futex the address,
 * what is done, the value, and the time limit. */
static enum loop_threads look_at(const char *thread)
{
	unsigned long address, operation, value, limit;
	char line[256];
	long call;

	if (!read_line(thread, "syscall", "", line, sizeof line))
		return THREADS_RUN;		/* it has ended just now */
	if (sscanf(line, "%ld %lx %lx %lx %lx", &call, &address, &operation, &value, &limit) != 5)
		return THREADS_RUN;
	if (call == SYS_futex && limit == 0)
		return THREADS_STUCK;
	if (call == SYS_nanosleep || call == SYS_clock_nanosleep)
		return A_SLEEPER;
	return call == SYS_futex ? THREADS_RUN : THREADS_REST;
}

/* How often the thread has begun to wait, since it was made. */
static unsigned long count_waits(const char *thread)
{
	static const char label[] = "voluntary_ctxt_switches:";
	char line[256];

	if (!read_line(thread, "status", label, line, sizeof line))
		return 0;
	return strtoul(line + sizeof label - 1, NULL, 10);
}

/* Whether it waits: one that was woken may still be in its call for a moment, but is ready. And in
 * [*count], in which of all its waits it is. */
static bool waits(const char *thread, unsigned long *count)
{
	char line[256];

	*count = count_waits(thread);
	return read_line(thread, "status", "State:\tS", line, sizeof line) &&
	       count_waits(thread) == *count;
}

/* What /proc calls this thread: not gettid(), where it was mounted outside of a sandbox. */
static const char *own_name(void)
{
	static _Thread_local char link[64];
	ssize_t length = readlink("/proc/thread-self", link, sizeof link - 1);
	const char *slash;

	link[length > 0 ? length : 0] = '\0';
	slash = strrchr(link, '/');
	return slash != NULL ? slash + 1 : "";
}

/* What the most active of them does; and in [*all_counts] how often those that are stuck have begun
 * to wait. */
static enum loop_threads look_at_all(unsigned long *all_counts)
{
	enum loop_threads most = THREADS_STUCK;
	const char *self = own_name();
	DIR *threads = opendir("/proc/self/task");
	struct dirent *entry;

	*all_counts = 0;
	if (threads == NULL)
		return THREADS_UNKNOWN;
	while (most != THREADS_RUN && (entry = readdir(threads)) != NULL) {
		enum loop_threads found;
		unsigned long count = 0;

		if (entry->d_name[0] == '.' || strcmp(entry->d_name, self) == 0)
			continue;
		found = look_at(entry->d_name);
		if (found == THREADS_STUCK && !waits(entry->d_name, &count))
			found = THREADS_RUN;
		if (found > most)
			most = found;
		*all_counts += count;
	}
	closedir(threads);
	return most;
}

/* Whether it tells of this thread what is true: that it reads. */
static bool kernel_tells(void)
{
	static atomic_int answer;		/* 1: it does; -1: it does not; 0: not asked yet */
	char line[256];

	if (atomic_load(&answer) == 0)
		atomic_store(&answer, read_line(own_name(), "syscall", "", line, sizeof line) &&
						      strtol(line, NULL, 10) == SYS_read ? 1 : -1);
	return atomic_load(&answer) > 0;
}

static enum loop_threads look_at_others(void)
{
	unsigned long counts, counts_again;
	enum loop_threads found;

	if (__libc_single_threaded)
		return THREADS_STUCK;		/* there are none */
	if (!kernel_tells())
		return THREADS_UNKNOWN;
	found = look_at_all(&counts);
	if (found == THREADS_STUCK &&
	    (look_at_all(&counts_again) != THREADS_STUCK || counts_again != counts))
		return THREADS_RUN;
	return found;
}

enum loop_threads (*loop_threads_hook)(void) = look_at_others;

/* How many threads there are: a folder's links are its entries. 1 where that is not told. */
static size_t count_threads(void)
{
	struct stat tasks;

	return stat("/proc/self/task", &tasks) == 0 ? tasks.st_nlink - 2 : 1;
}

/* An emulator has threads of its own, which are there before the program is. */
static size_t threads_at_start;

__attribute__((constructor)) static void count_at_start(void)
{
	threads_at_start = count_threads();
}

static bool others_may_post(bool nothing_is_left)
{
	const size_t own = 1 + atomic_load(&loop_own_threads);

	if (__libc_single_threaded || count_threads() == own)
		return false;
	switch (look_at_others()) {
	case THREADS_RUN:
		return true;
	case THREADS_REST:
		return nothing_is_left;
	case THREADS_UNKNOWN:
		return nothing_is_left && count_threads() > own + threads_at_start - 1;
	default:
		return false;
	}
}

bool (*loop_others_may_post_hook)(bool nothing_is_left) = others_may_post;
