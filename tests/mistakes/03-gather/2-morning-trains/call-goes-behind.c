/* feedback: a-call-is-no-task */
/* Puts a call that is awaited into the queue, behind the tasks. */

const char order[][40] = {
	"master: two trains are due",
	"master: it is six o'clock",
	"master: the station is open",
	"speaker: the night train comes in",
	"speaker: the mail train comes in",
	"porter: I sweep the platform",
	"speaker: the night train leaves",
	"speaker: the mail train leaves",
	"porter: the platform is clean",
	"master: the mail is on its way",
};
