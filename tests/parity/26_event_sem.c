/* An event wakes all that wait, even if it is cleared at once. A semaphore of two places lets two
 * in at a time; a bounded one has never more places than at first. */

#include <stdio.h>

#include "async.h"

struct w { struct async_event *e; int n; };

static void *w(void *arg)
{
	const struct w *self = arg;

	AWAIT(async_event_wait(self->e));
	printf("woke %d\n", self->n);
	return NULL;
}

/* act: who is in, a bit each, so that it is always sorted */
struct s { struct async_semaphore *sem; int n; unsigned *act; };

/* print("in", [0, 1]) */
static void print_in(unsigned act)
{
	const char *comma = "";

	printf("in [");
	for (int n = 0; act >> n != 0; n++)
		if (act & 1u << n) {
			printf("%s%d", comma, n);
			comma = ", ";
		}
	puts("]");
}

static void *s(void *arg)
{
	const struct s *self = arg;

	ASYNC_WITH(self->sem);
	*self->act |= 1u << self->n;
	print_in(*self->act);
	AWAIT(async_sleep(.01));
	*self->act &= ~(1u << self->n);
	return NULL;
}

static void *main_task(void *arg)
{
	(void)arg;
	EXCEPTION(x);

	struct async_event *e = async_event();
	struct async_task *ts[3];
	for (int i = 0; i < 3; i++)
		ts[i] = async_create_task(w, e, i);
	AWAIT(async_sleep(0));
	async_event_set(e);
	async_event_clear(e);
	AWAIT(async_gather_array(NULL, ts, 3));
	puts("all woke though cleared");

	struct async_semaphore *sem = async_semaphore(2);
	unsigned act = 0;
	struct async_coroutine *cs[4];
	for (int i = 0; i < 4; i++)
		cs[i] = async_coroutine(s, sem, i, &act);
	AWAIT(async_gather(NULL, cs[0], cs[1], cs[2], cs[3]));

	struct async_semaphore *b = async_bounded_semaphore(1);
	async_semaphore_release(b);
	if (EXCEPT(ValueError, x))
		puts(x->message);
	return NULL;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
