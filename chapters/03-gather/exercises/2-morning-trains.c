/* Exercise: the morning trains.
 *
 * A small station opens, with a master, a porter and a speaker. The program below prints ten lines.
 * They stand in order[] at the end of this file, sorted by the alphabet. Move them, so that they
 * stand in the order in which the program prints them. Change nothing in a line.
 *
 * Two kinds of calls are awaited here: functions that are called, and a task. Go through the
 * program with a finger, and write down who is ready and who waits each time when somebody gives
 * way:
 *
 *	struct announce { const char *train; };
 *
 *	static void *announce(void *arg)
 *	{
 *		const struct announce *self = arg;
 *
 *		printf("speaker: the %s train comes in\n", self->train);
 *		AWAIT(async_sleep(1));
 *		printf("speaker: the %s train leaves\n", self->train);
 *		return NULL;
 *	}
 *
 *	ASYNC static int look_at_clock(void)
 *	{
 *		puts("master: it is six o'clock");
 *		return 0;
 *	}
 *
 *	ASYNC static int sweep(void)
 *	{
 *		puts("porter: I sweep the platform");
 *		AWAIT(async_sleep(2));
 *		puts("porter: the platform is clean");
 *		return 0;
 *	}
 *
 *	static void *open_station(void *arg)
 *	{
 *		struct async_task *mail;
 *
 *		(void)arg;
 *		async_create_task(announce, "night");
 *		mail = async_create_task(announce, "mail");
 *		puts("master: two trains are due");
 *		AWAIT(look_at_clock());
 *		puts("master: the station is open");
 *		AWAIT(sweep());
 *		AWAIT(async_await(mail));
 *		puts("master: the mail is on its way");
 *		return NULL;
 *	}
 *
 *	int main(void)
 *	{
 *		async_run(open_station);
 *		return 0;
 *	}
 *
 * (Nobody keeps a handle of the night train's task. It is a task all the same.)
 *
 * To check it: build/course check 03-gather/2-morning-trains
 * It runs the program and compares what it prints with your order. When they are the same, it shows
 * the run. This file is compiled, never run. */

const char order[][40] = {
	"master: it is six o'clock",
	"master: the mail is on its way",
	"master: the station is open",
	"master: two trains are due",
	"porter: I sweep the platform",
	"porter: the platform is clean",
	"speaker: the mail train comes in",
	"speaker: the mail train leaves",
	"speaker: the night train comes in",
	"speaker: the night train leaves",
};
