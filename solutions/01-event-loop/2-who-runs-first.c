/* Solution: who runs first. */

const char order[][32] = {
	/* main() runs to async_loop_run_forever() before anything that it has scheduled. */
	"the keys are on the hook",

	/* Pass 1. Ready are open_desk() and turn_on_radio(), in this order. The timer with a delay
	 * of 0 is due and goes behind them. open_desk() is not interrupted by the callback that it
	 * schedules. */
	"the desk opens",
	"the blinds are up",
	"the radio plays",
	"the clock strikes six",

	/* Pass 2: what was scheduled during pass 1, in the order in which it was scheduled. */
	"a customer is served",
	"the news is read",

	/* Now the ready queue is empty, so the loop waits for timers: the one that is due first
	 * comes first, whatever line of main() it stands in. */
	"the first train leaves",
	"the second train leaves",
};
