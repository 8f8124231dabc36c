/* feedback: nothing-runs-before-run */
/* Takes scheduling for calling: everything runs where it stands in main(). */

const char order[][32] = {
	"the second train leaves",
	"the first train leaves",
	"the clock strikes six",
	"the desk opens",
	"a customer is served",
	"the blinds are up",
	"the radio plays",
	"the news is read",
	"the keys are on the hook",
};
