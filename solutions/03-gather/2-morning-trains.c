/* Solution: the morning trains. */

const char order[][40] = {
	/* Two tasks exist now. Neither has had a turn: async_create_task() runs nothing. */
	"master: two trains are due",

	/* To await a call is to call it. look_at_clock() waits for nothing, so the task never gave
	 * way: the trains are still only ready. AWAIT marks where others may run, and not that they
	 * do. */
	"master: it is six o'clock",
	"master: the station is open",

	/* This, too, is a call, so it begins at once. A task would have gone behind the trains. */
	"porter: I sweep the platform",

	/* Here the first one waits, for 2 seconds. Now all tasks that are ready have their turn, in
	 * the order in which they were made, whether or not somebody awaits them. */
	"speaker: the night train comes in",
	"speaker: the mail train comes in",

	/* Both wait at the same time, so both are done after 1 second. */
	"speaker: the night train leaves",
	"speaker: the mail train leaves",

	/* Second 2. open_station() stood in its line with sweep() all the while. */
	"porter: the platform is clean",

	/* The mail train's task has been done for a second. To await it gives its result, and
	 * nobody waits. */
	"master: the mail is on its way",
};
