/* Threads that wait for what the loop does later.
 *
 * On the virtual clock time stands while a function runs in a thread, since it might have something
 * to say at this very instant. But one that waits for a semaphore, a condition or a mutex has
 * nothing to say before somebody else does something: if that can only be the loop, time must go
 * on. So the kernel is asked what each thread does. If all are in a futex wait without a time
 * limit, and were in the very same one when asked once more, nobody but the loop can wake them.
 *
 * Where the kernel does not tell (/proc is not there), threads count as running, as before.
 */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "loop-internal.h"

/* Read a line of /proc of the thread that begins with [label]. */
static bool read_line(int thread, const char *file, const char *label, char *line, size_t size)
{
	const size_t length = strlen(label);
	char path[64];
	FILE *of_kernel;
	bool found = false;

	snprintf(path, sizeof path, "/proc/self/task/%d/%s", thread, file);
	of_kernel = fopen(path, "re");
	if (of_kernel == NULL)
		return false;
	while (!found && fgets(line, (int)size, of_kernel) != NULL)
		found = strncmp(line, label, length) == 0;
	fclose(of_kernel);
	return found;
}

/* "202 0x7f.. 0x189 0x0 0x0 ...": the call's number, the address, what is done, the value, the
 * time limit. */
static bool waits_for_others(int thread)
{
	unsigned long address, operation, value, limit;
	char line[256];
	long call;

	return read_line(thread, "syscall", "", line, sizeof line) &&
	       sscanf(line, "%ld %lx %lx %lx %lx", &call, &address, &operation, &value,
		      &limit) == 5 &&
	       call == SYS_futex && limit == 0;
}

/* How often the thread has stopped by itself: it goes up with each new wait. */
static unsigned long count_waits(int thread)
{
	static const char label[] = "voluntary_ctxt_switches:";
	unsigned long count;
	char line[256];

	if (!read_line(thread, "status", label, line, sizeof line) ||
	    sscanf(line + sizeof label - 1, "%lu", &count) != 1)
		return 0;
	return count;
}

/* The sum of the waits of all threads of the process but this one; 0 if one of them runs, or waits
 * for something else. */
static unsigned long waits_of_all(void)
{
	DIR *threads = opendir("/proc/self/task");
	const int self = gettid();
	unsigned long sum = 0;
	struct dirent *entry;

	if (threads == NULL)
		return 0;
	while ((entry = readdir(threads)) != NULL) {
		int thread = atoi(entry->d_name);	/* 0: "." and ".." */

		if (thread == 0 || thread == self)
			continue;
		if (!waits_for_others(thread)) {
			sum = 0;
			break;
		}
		sum += count_waits(thread);
	}
	closedir(threads);
	return sum;
}

static bool threads_are_stuck(void)
{
	unsigned long waits = waits_of_all();

	return waits != 0 && waits_of_all() == waits;
}

bool (*loop_threads_stuck_hook)(void) = threads_are_stuck;
