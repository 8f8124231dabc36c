/* In which order descriptors are told that become ready together, and that all of them are. */

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "async.h"

enum { MOST = 100 };

struct many {
	int pairs[MOST][2];
	int heard;
};

struct end { struct many *many; int i; };

static void open_pairs(struct many *self, int n, void (*read)(void *end), struct end *ends)
{
	self->heard = 0;
	for (int i = 0; i < n; i++) {
		ends[i] = (struct end){ self, i };
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, self->pairs[i]);
		async_loop_add_reader(NULL, self->pairs[i][0], read, &ends[i]);
	}
}

static void close_pairs(struct many *self, int n)
{
	for (int i = 0; i < n; i++) {
		async_loop_remove_reader(NULL, self->pairs[i][0]);
		close(self->pairs[i][0]);
		close(self->pairs[i][1]);
	}
}

static const char *orders[] = { "ABC", "CBA", "B", "CA", "ABC", "CBA", "ACB", NULL };
static const char **order = orders;
static char said[4];
static struct async_future *done;

static void send_in(struct many *self, const char *letters)
{
	for (; *letters; letters++)
		send(self->pairs[*letters - 'A'][1], "x", 1, 0);
}

static void read_letter(void *arg)
{
	const struct end *end = arg;
	char data[9];
	recv(end->many->pairs[end->i][0], data, sizeof data, 0);
	said[strlen(said)] = "ABC"[end->i];
	if (strlen(said) == strlen(*order)) {
		printf("%s -> %s\n", *order++, said);
		memset(said, 0, sizeof said);
		if (*order)
			send_in(end->many, *order);
		else
			async_future_set_result(done, NULL);
	}
}

ASYNC static int rounds(void)
{
	struct many many;
	struct end ends[3];
	done = async_loop_create_future(NULL);
	open_pairs(&many, 3, read_letter, ends);
	send_in(&many, *order);
	AWAIT(async_await(done));
	close_pairs(&many, 3);
	return 0;
}

static void read_one(void *arg)
{
	const struct end *end = arg;
	char data[9];
	recv(end->many->pairs[end->i][0], data, sizeof data, 0);
	end->many->heard++;
}

ASYNC static int all_at_once(int n)
{
	struct many many;
	struct end ends[MOST];
	open_pairs(&many, n, read_one, ends);
	for (int round = 0; round < 3; round++) {
		for (int i = n - 1; i >= 0; i--)
			send(many.pairs[i][1], "x", 1, 0);
		int passes = 0;
		for (; many.heard < n; passes++)
			AWAIT(async_sleep(0));
		printf("%d descriptors: %d passes\n", n, passes);
		many.heard = 0;
		AWAIT(async_sleep(1));
	}
	close_pairs(&many, n);
	return 0;
}

static int pair[2];

static void print(void *text)
{
	puts(text);
}

static void nothing(void *arg)
{
	(void)arg;
}

static void read_late(void *arg)
{
	puts("reader");
	async_loop_remove_reader(NULL, pair[1]);
	(void)arg;
}

ASYNC static int late(void)
{
	socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair);
	send(pair[1], "x", 1, 0);
	async_loop_add_writer(NULL, pair[0], print, "writer");
	AWAIT(async_sleep(0));
	async_loop_remove_writer(NULL, pair[0]);
	async_loop_add_writer(NULL, pair[1], nothing, NULL);
	AWAIT(async_sleep(0));
	send(pair[0], "x", 1, 0);
	async_loop_call_soon(NULL, print, "soon, before");
	async_loop_add_reader(NULL, pair[1], read_late, NULL);
	async_loop_call_soon(NULL, print, "soon, behind");
	AWAIT(async_sleep(0));
	puts("one pass");
	AWAIT(async_sleep(0));
	puts("two passes");
	async_loop_remove_writer(NULL, pair[1]);
	close(pair[0]);
	close(pair[1]);
	return 0;
}

static void read_timely(void *arg)
{
	char data[9];
	printf("reader %zd\n", recv(pair[0], data, sizeof data, 0));
	(void)arg;
}

ASYNC static int timers(void)
{
	socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair);
	async_loop_add_reader(NULL, pair[0], read_timely, NULL);
	async_loop_call_later(NULL, 0, print, "timer");
	send(pair[1], "x", 1, 0);
	async_loop_call_soon(NULL, print, "soon");
	AWAIT(async_sleep(0.01));
	async_loop_remove_reader(NULL, pair[0]);
	close(pair[0]);
	close(pair[1]);
	return 0;
}

static void *main_task(void *arg)
{
	AWAIT(rounds());
	AWAIT(all_at_once(10));
	AWAIT(all_at_once(40));
	AWAIT(all_at_once(100));
	AWAIT(late());
	AWAIT(timers());
	return arg;
}

int main(void)
{
	async_run(main_task);
	return 0;
}
