/* feedback: await-need-not-wait */
/* Lets the others run at each AWAIT, even where nothing waits. */

const char order[][40] = {
	"master: two trains are due",
	"master: it is six o'clock",
	"speaker: the night train comes in",
	"speaker: the mail train comes in",
	"master: the station is open",
	"porter: I sweep the platform",
	"speaker: the night train leaves",
	"speaker: the mail train leaves",
	"porter: the platform is clean",
	"master: the mail is on its way",
};
