/* The least code for many that sleep: a stack each, of which one page is touched, and a heap of
 * times. No guards. */

#include <sys/mman.h>
#include <unistd.h>

#include "../leave.h"
#include "../memory.h"
#include "../seconds.h"

enum { STACK = 20 * 1024 };

struct sleeper {
	double when;
	void *place;			/* where its stack rests */
};

static struct sleeper *heap;		/* the first is due first */
static size_t count;
static void *caller;

static void rise(struct sleeper sleeper)
{
	size_t i = count++;

	for (; i > 0 && sleeper.when < heap[(i - 1) / 2].when; i = (i - 1) / 2)
		heap[i] = heap[(i - 1) / 2];
	heap[i] = sleeper;
}

static struct sleeper take_first(void)
{
	struct sleeper first = heap[0], last = heap[--count];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < count) {
		if (child + 1 < count && heap[child + 1].when < heap[child].when)
			child++;
		if (last.when <= heap[child].when)
			break;
		heap[i] = heap[child];
		i = child;
	}
	heap[i] = last;
	return first;
}

static struct sleeper latest;		/* who has begun to sleep */

static void sleep_for_a_second(void)
{
	latest.when = seconds() + 1;
	leave(&latest.place, caller);
	leave(&latest.place, caller);
	abort();
}

int main(int argc, char **argv)
{
	size_t tasks = argc == 2 ? (size_t)atol(argv[1]) : 1, size = tasks * STACK;
	double bytes = memory_bytes("VmRSS"), began = seconds();
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	heap = malloc(tasks * sizeof *heap);
	if (heap == NULL || memory == MAP_FAILED)
		return 1;
	madvise(memory, size, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < tasks; i++) {
		leave(&caller, leave_prepare(memory + (i + 1) * STACK, sleep_for_a_second));
		rise(latest);
	}
	while (count > 0) {
		struct sleeper first = take_first();
		double left = first.when - seconds();

		if (left > 0)
			usleep((useconds_t)(left * 1e6) + 1);
		leave(&caller, first.place);
	}
	printf("time %.2f\n", (seconds() - began - 1) * 1e3);
	printf("bytes %.0f\n", (memory_bytes("VmHWM") - bytes) / (double)tasks);
	return 0;
}
