/* feedback: other-answers */
/* Writes one line twice and leaves out another. */

const char order[][32] = {
	"the keys are on the hook",
	"the desk opens",
	"the blinds are up",
	"the radio plays",
	"the clock strikes six",
	"the first train leaves",
	"a customer is served",
	"a customer is served",
	"the second train leaves",
};
