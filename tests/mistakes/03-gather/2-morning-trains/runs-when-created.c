/* feedback: create-runs-nothing */
/* Takes async_create_task() for a call. */

const char order[][40] = {
	"speaker: the night train comes in",
	"speaker: the mail train comes in",
	"master: two trains are due",
	"master: it is six o'clock",
	"master: the station is open",
	"porter: I sweep the platform",
	"speaker: the night train leaves",
	"speaker: the mail train leaves",
	"porter: the platform is clean",
	"master: the mail is on its way",
};
