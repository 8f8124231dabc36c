/* feedback: first-made-first-run */
/* Lets the task that is awaited go before the one that nobody awaits. */

const char order[][40] = {
	"master: two trains are due",
	"master: it is six o'clock",
	"master: the station is open",
	"porter: I sweep the platform",
	"speaker: the mail train comes in",
	"speaker: the night train comes in",
	"speaker: the mail train leaves",
	"speaker: the night train leaves",
	"porter: the platform is clean",
	"master: the mail is on its way",
};
