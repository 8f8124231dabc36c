/* feedback: zero-is-due */
/* Runs all timers behind everything else, the one with a delay of 0 too. */

const char order[][32] = {
	"the keys are on the hook",
	"the desk opens",
	"the blinds are up",
	"the radio plays",
	"a customer is served",
	"the news is read",
	"the clock strikes six",
	"the first train leaves",
	"the second train leaves",
};
