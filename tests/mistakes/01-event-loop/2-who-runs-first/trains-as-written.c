/* feedback: timers-by-time */
/* Runs the timers in the order of the lines in main(). */

const char order[][32] = {
	"the keys are on the hook",
	"the desk opens",
	"the blinds are up",
	"the radio plays",
	"the clock strikes six",
	"a customer is served",
	"the news is read",
	"the second train leaves",
	"the first train leaves",
};
