/* feedback: zero-is-not-now */
/* Runs the timer with a delay of 0 as the first of all. */

const char order[][32] = {
	"the keys are on the hook",
	"the clock strikes six",
	"the desk opens",
	"the blinds are up",
	"the radio plays",
	"a customer is served",
	"the news is read",
	"the first train leaves",
	"the second train leaves",
};
