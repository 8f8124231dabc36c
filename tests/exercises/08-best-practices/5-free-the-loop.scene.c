/* The scene: a clock that ticks, and customers, told by the arguments: how long the printer takes,
 * then for each customer NAME, SEAT and the NUMBER that the printer puts on the ticket, so that no
 * ticket can be had without printing it.
 *
 * Marks: "tick NUMBER", "NAME got TICKET", "outside" if hand_over() is called outside of a task,
 * "all served" when the last serve_customer() has returned, and "printed" at the end, with how many
 * tickets the printer has printed. */

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "async.h"
#include "record.h"

enum { CUSTOMERS = 3, FIELDS = 3, TICKS = 8 };

struct print_ticket { int seat; };
void *print_ticket(void *arg);
void hand_over(const char *customer, const char *ticket);
struct serve_customer { const char *customer; int seat; };
void *serve_customer(void *arg);

static struct { const char *name; int seat, number; } customers[CUSTOMERS];
static double print_time;
static atomic_int printed;		/* tickets, in whatever thread */

__attribute__((format(printf, 1, 2)))
static void mark(const char *format, ...)
{
	char line[60];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	record_mark(line, 0);
}

void *print_ticket(void *arg)
{
	const struct print_ticket *self = arg;
	int seat = self->seat, number = 0;

	for (int i = 0; i < CUSTOMERS; i++) {
		if (customers[i].seat == seat)
			number = customers[i].number;
	}
	async_block(print_time);
	printed++;
	return async_sprintf("seat %d, number %d", seat, number);
}

void hand_over(const char *customer, const char *ticket)
{
	if (!async_current_task())
		mark("outside");
	mark("%s got %s", customer, ticket ? ticket : "nothing");
}

static void *tick(void *arg)
{
	(void)arg;
	for (int i = 1; i <= TICKS; i++) {
		AWAIT(async_sleep(1));
		mark("tick %d", i);
	}
	return NULL;
}

static void *main_task(void *arg)
{
	struct async_task *clock = async_create_task(tick);
	struct async_task *served[CUSTOMERS];

	(void)arg;
	for (int i = 0; i < CUSTOMERS; i++)
		served[i] = async_create_task(serve_customer, customers[i].name, customers[i].seat);
	AWAIT(async_gather_array(NULL, served, CUSTOMERS));
	record_mark("all served", 0);
	AWAIT(async_await(clock));
	record_mark("printed", printed);
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc != 2 + CUSTOMERS * FIELDS)
		return 2;
	print_time = atof(argv[1]);
	for (int i = 0; i < CUSTOMERS; i++) {
		char **field = argv + 2 + i * FIELDS;

		customers[i].name = field[0];
		customers[i].seat = atoi(field[1]);
		customers[i].number = atoi(field[2]);
	}
	async_run(main_task);
	record_returned();
	return 0;
}
