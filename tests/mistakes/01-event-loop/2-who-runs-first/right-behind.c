/* feedback: next-pass */
/* Runs what a callback schedules right behind that callback. */

const char order[][32] = {
	"the keys are on the hook",
	"the desk opens",
	"the blinds are up",
	"a customer is served",
	"the radio plays",
	"the news is read",
	"the clock strikes six",
	"the first train leaves",
	"the second train leaves",
};
