/* feedback: goes-on-by-itself */
/* Lets the mail train begin when it is awaited. */

const char order[][40] = {
	"master: two trains are due",
	"master: it is six o'clock",
	"master: the station is open",
	"porter: I sweep the platform",
	"speaker: the night train comes in",
	"speaker: the night train leaves",
	"porter: the platform is clean",
	"speaker: the mail train comes in",
	"speaker: the mail train leaves",
	"master: the mail is on its way",
};
