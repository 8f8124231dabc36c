/* Exercise: which second.
 *
 * A weather service asks stations, which take their time to answer. It has six ways to do it. How
 * many seconds does each of them take? Say it before you see it: write the seconds into the array
 * at the end of this file.
 *
 * Do not run the program yet. For each way draw a line for each station, from the second in which
 * it is asked to the second in which it answers, as the pictures of the chapter do:
 *
 *	ASYNC static int ask(double seconds)
 *	{
 *		AWAIT(async_sleep(seconds));
 *		return 0;
 *	}
 *
 *	struct station { double seconds; };
 *
 *	static void *station(void *arg)
 *	{
 *		const struct station *self = arg;
 *
 *		AWAIT(ask(self->seconds));
 *		return NULL;
 *	}
 *
 *	ASYNC static int way_1(void)
 *	{
 *		AWAIT(ask(2));
 *		AWAIT(ask(3));
 *		return 0;
 *	}
 *
 *	ASYNC static int way_2(void)
 *	{
 *		struct async_task *oslo = async_create_task(station, 4);
 *		struct async_task *lima = async_create_task(station, 1);
 *		struct async_task *rome = async_create_task(station, 3);
 *
 *		AWAIT(async_gather(NULL, oslo, lima, rome));
 *		return 0;
 *	}
 *
 *	ASYNC static int way_3(void)
 *	{
 *		AWAIT(async_await(async_create_task(station, 2)));
 *		AWAIT(async_await(async_create_task(station, 5)));
 *		return 0;
 *	}
 *
 *	ASYNC static int way_4(void)
 *	{
 *		struct async_task *oslo = async_create_task(station, 3);
 *		struct async_task *lima = async_create_task(station, 5);
 *
 *		AWAIT(async_await(oslo));
 *		AWAIT(async_await(lima));
 *		return 0;
 *	}
 *
 *	ASYNC static int way_5(void)
 *	{
 *		struct async_task *oslo = async_create_task(station, 2);
 *
 *		AWAIT(async_sleep(4));
 *		AWAIT(async_await(oslo));
 *		return 0;
 *	}
 *
 *	ASYNC static int way_6(void)
 *	{
 *		struct async_task *oslo = async_create_task(station, 4);
 *
 *		async_block(2);
 *		AWAIT(async_await(oslo));
 *		return 0;
 *	}
 *
 *	static void *try_all(void *arg)
 *	{
 *		int (*const ways[])(void) = { way_1, way_2, way_3, way_4, way_5, way_6 };
 *
 *		(void)arg;
 *		for (int i = 0; i < 6; i++) {
 *			double start = async_loop_time(NULL);
 *
 *			AWAIT(ways[i]());
 *			printf("way %d: %.0f seconds\n", i + 1, async_loop_time(NULL) - start);
 *		}
 *		return NULL;
 *	}
 *
 *	int main(void)
 *	{
 *		async_run(try_all);
 *		return 0;
 *	}
 *
 * (async_gather() with NULL keeps no results. In ways 5 and 6 the service has something else to do.
 * async_block() you know from chapter 1, where it held up a ticket desk.)
 *
 * To check it: build/course check 03-gather/1-which-second
 * It runs the program, and says how many of your six predictions come true. When all do, it shows
 * the run. This file is compiled, never run. */

const int seconds[] = {
	-1,		/* way 1 */
	-1,		/* way 2 */
	-1,		/* way 3 */
	-1,		/* way 4 */
	-1,		/* way 5 */
	-1,		/* way 6 */
};
