/* Solution: which second.
 *
 * One rule is behind all six: from the moment when a task has its first turn it goes on by itself,
 * and it has that turn when its creator first waits. So look where the waiting begins. */

const int seconds[] = {
	/* 2 + 3. A call that is awaited runs to its end before the next line. */
	5,

	/* The slowest of 4, 1 and 3. All three were under way before anything was awaited. */
	4,

	/* 2 + 5. These are tasks, too, but the first was awaited before the second was made. */
	7,

	/* The slower of 3 and 5. Both were made before the first was awaited; while the service
	 * waits for Oslo, Lima goes on. That it is not gather which waits makes no difference. */
	5,

	/* The longer of 2 and 4. The station answers while the service sleeps. When it is awaited
	 * it has been done for two seconds, so nobody waits. */
	4,

	/* 2 + 4. async_create_task() runs nothing, and async_block() does not let anybody else run.
	 * So the station is asked only when the 2 seconds are over, at the await. */
	6,
};
