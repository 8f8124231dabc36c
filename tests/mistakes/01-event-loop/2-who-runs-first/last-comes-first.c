/* feedback: next-pass */
/* Takes the ready queue for a stack. */

const char order[][32] = {
	"the keys are on the hook",
	"the desk opens",
	"the blinds are up",
	"the radio plays",
	"the clock strikes six",
	"the news is read",
	"a customer is served",
	"the first train leaves",
	"the second train leaves",
};
