/* feedback: by-the-clock */
/* Lets who began to wait first be done first. */

const char order[][40] = {
	"master: two trains are due",
	"master: it is six o'clock",
	"master: the station is open",
	"porter: I sweep the platform",
	"speaker: the night train comes in",
	"speaker: the mail train comes in",
	"porter: the platform is clean",
	"speaker: the night train leaves",
	"speaker: the mail train leaves",
	"master: the mail is on its way",
};
