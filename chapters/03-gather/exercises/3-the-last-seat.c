/* Exercise: the last seat.
 *
 * A theatre has one seat left, and promises never to sell a seat twice. Three customers come. The
 * program below serves each of them by a task: in the first second the customer chooses a play, in
 * the second one he pays. It prints
 *
 *     Ada: seats left: 1
 *     Ada: has a ticket
 *     Ben: seats left: 0
 *     Cem: seats left: 0
 *     desk: seats left: 0
 *
 * So all is well? It is, in the order in which asyncio runs tasks that are ready at the same time:
 * who became ready first goes first. Be the loop yourself, and run them in another order, so that
 * the theatre sells more than one ticket. The program is:
 *
 *	static int seats = 1;
 *	static bool repaired;
 *
 *	struct sell_seat { const char *customer; };
 *
 *	static void *sell_seat(void *arg)
 *	{
 *		const struct sell_seat *self = arg;
 *
 *		AWAIT(async_sleep(1));
 *		printf("%s: seats left: %d\n", self->customer, seats);
 *		if (seats == 0)
 *			return NULL;
 *		if (repaired)
 *			seats--;
 *		AWAIT(async_sleep(1));
 *		if (!repaired)
 *			seats--;
 *		printf("%s: has a ticket\n", self->customer);
 *		return NULL;
 *	}
 *
 *	static void *sell_seats(void *arg)
 *	{
 *		struct async_task *ada = async_create_task(sell_seat, "Ada");
 *
 *		(void)arg;
 *		AWAIT(async_sleep(1));
 *		struct async_task *ben = async_create_task(sell_seat, "Ben");
 *		struct async_task *cem = async_create_task(sell_seat, "Cem");
 *		AWAIT(async_gather(NULL, ada, ben, cem));
 *		printf("desk: seats left: %d\n", seats);
 *		return NULL;
 *	}
 *
 *	int main(int argc, char **argv)
 *	{
 *		(void)argv;
 *		repaired = argc > 1;
 *		async_run(sell_seats);
 *		return 0;
 *	}
 *
 * You change no line of it. You fill in schedule[], a list of who goes first. Task-1 is
 * sell_seats(), Task-2 serves Ada, Task-3 Ben, Task-4 Cem.
 *  - Whenever more than one task is ready in a pass, the next number of the list says which of them
 *    goes first. It is asked again for those that are left, as long as they are more than one.
 *  - A task that is ready alone needs no number.
 *  - Behind the end of the list asyncio's order holds.
 * (`repaired` is false: a seat is taken when it is paid.)
 *
 * The numbers that stand there now are asyncio's own order. The 1 is asked for at second 1, when
 * Task-1 and Task-2 have slept; Task-2 is then alone, and needs no number. Where are the other
 * three asked for? Go through the passes on paper: who is ready at second 1, in the pass behind
 * that, at second 2? And which two lines belong together?
 *
 * To check it: build/course check 03-gather/3-the-last-seat
 * It runs the program by your schedule, and counts tickets. Then it runs the program with
 * `repaired` set, by the same schedule, to see that it keeps the promise. This file is compiled,
 * never run. */

const int schedule[] = { 1, 3, 2, 3 };
