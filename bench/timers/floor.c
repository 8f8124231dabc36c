/* The least code that keeps timers: an array that is a heap, and where in it each of them is. */

#include "timers.h"

enum { CHILDREN = 4, NOWHERE = -1 };

struct entry {
	double when;
	size_t timer;
};

static struct entry *heap;		/* [0] is due first */
static size_t count;
static long *places;			/* of each timer, in the heap */

static void put(size_t place, struct entry entry)
{
	heap[place] = entry;
	places[entry.timer] = (long)place;
}

static void rise(size_t place, struct entry entry)
{
	for (size_t parent; place > 0; place = parent) {
		parent = (place - 1) / CHILDREN;
		if (heap[parent].when <= entry.when)
			break;
		put(place, heap[parent]);
	}
	put(place, entry);
}

static void sink(size_t place, struct entry entry)
{
	for (size_t least; place * CHILDREN + 1 < count; place = least) {
		size_t child = place * CHILDREN + 1, end = child + CHILDREN;

		least = child;
		while (++child < end && child < count)
			if (heap[child].when < heap[least].when)
				least = child;
		if (entry.when <= heap[least].when)
			break;
		put(place, heap[least]);
	}
	put(place, entry);
}

static void take(size_t place)
{
	struct entry last = heap[--count];

	places[heap[place].timer] = NOWHERE;
	if (place == count)
		return;
	if (place > 0 && last.when < heap[(place - 1) / CHILDREN].when)
		rise(place, last);
	else
		sink(place, last);
}

static void run_round(void)
{
	double began = seconds(), expiring;

	left = timers - timers / 2;
	for (size_t i = 0; i < timers; i++)
		rise(count++, (struct entry){ began + delays[i], i });
	for (size_t i = 1; i < timers; i += 2)
		take((size_t)places[i]);
	count_time(began);
	pass_time(began);
	expiring = seconds();
	while (count > 0 && heap[0].when <= expiring) {
		take(0);
		left--;
	}
	count_time(expiring);
}

int main(int argc, char **argv)
{
	timers_begin(argc, argv);
	heap = malloc(timers * sizeof *heap);
	places = malloc(timers * sizeof *places);
	for (; round_number < ROUNDS; round_number++)
		run_round();
	return left != 0 || timers_end();
}
