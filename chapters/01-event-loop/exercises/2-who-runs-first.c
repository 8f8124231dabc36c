/* Exercise: who runs first.
 *
 * A ticket desk in the morning. The program below prints nine lines. They stand in order[] at the
 * end of this file, sorted by the alphabet. Move them, so that they stand in the order in which the
 * program prints them. Change nothing in a line; it is moved as a whole.
 *
 * Take paper. Draw the ready queue and the timers, and go through the program pass by pass:
 *
 *	static void say(void *line)
 *	{
 *		puts(line);
 *	}
 *
 *	static void open_desk(void *arg)
 *	{
 *		(void)arg;
 *		puts("the desk opens");
 *		async_loop_call_soon(NULL, say, "a customer is served");
 *		puts("the blinds are up");
 *	}
 *
 *	static void turn_on_radio(void *arg)
 *	{
 *		(void)arg;
 *		puts("the radio plays");
 *		async_loop_call_soon(NULL, say, "the news is read");
 *	}
 *
 *	static void close_desk(void *arg)
 *	{
 *		async_loop_stop(arg);
 *	}
 *
 *	int main(void)
 *	{
 *		struct async_loop *loop = async_new_event_loop();
 *
 *		async_loop_call_later(loop, 3, close_desk, loop);
 *		async_loop_call_later(loop, 2, say, "the second train leaves");
 *		async_loop_call_later(loop, 1, say, "the first train leaves");
 *		async_loop_call_later(loop, 0, say, "the clock strikes six");
 *		async_loop_call_soon(loop, open_desk, NULL);
 *		async_loop_call_soon(loop, turn_on_radio, NULL);
 *		puts("the keys are on the hook");
 *
 *		async_loop_run_forever(loop);
 *		async_loop_close(loop);
 *		return 0;
 *	}
 *
 * (NULL stands for the loop that is running.)
 *
 * To check it: build/course check 01-event-loop/2-who-runs-first
 * It runs the program and compares what it prints with your order. This file is compiled, never
 * run. */

const char order[][32] = {
	"a customer is served",
	"the blinds are up",
	"the clock strikes six",
	"the desk opens",
	"the first train leaves",
	"the keys are on the hook",
	"the news is read",
	"the radio plays",
	"the second train leaves",
};
