/* feedback: other-order */
/* Lets the first train leave before the ready queue is empty. */

const char order[][32] = {
	"the keys are on the hook",
	"the desk opens",
	"the blinds are up",
	"the radio plays",
	"the clock strikes six",
	"the first train leaves",
	"a customer is served",
	"the news is read",
	"the second train leaves",
};
