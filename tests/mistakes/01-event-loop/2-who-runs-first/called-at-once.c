/* feedback: to-schedule-is-not-to-call */
/* Takes async_loop_call_soon() for a call. */

const char order[][32] = {
	"the keys are on the hook",
	"the desk opens",
	"a customer is served",
	"the blinds are up",
	"the radio plays",
	"the news is read",
	"the clock strikes six",
	"the first train leaves",
	"the second train leaves",
};
