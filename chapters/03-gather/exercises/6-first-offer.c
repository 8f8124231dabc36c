/* Exercise: the first good offer.
 *
 * A traveller wants a seat on a train that is nearly full. Five ticket desks may have one left. All
 * of them are asked, and each takes its time to answer, with an offer. The traveller watches the
 * offers come in on a screen, and takes the first one that is cheap enough. He does not wait for
 * the desks that have not answered by then.
 *
 * Complete find_offer() at the TODO; about 10 lines will do. It is to
 *  - ask all the desks at the same time, each by a task that runs ask_desk();
 *  - call show_offer() for each offer at the moment when it comes, whichever desk it is from;
 *  - return the first offer whose price is not above the limit, as soon as it is shown;
 *  - return NULL if all desks have answered, and every offer was too dear.
 *
 * To check it: build/course check 03-gather/6-first-offer
 * It is played several times. Each time it is drawn by lot which desk answers when, and what a seat
 * costs there. When an offer was shown is looked at to the second. */

#include <math.h>

#include "async.h"

enum { DESKS = 5 };

struct offer { const char *desk; int price; };

/* Given: ask [desk], and wait for its answer. The result is a struct offer *. */
struct ask_desk { const char *desk; };
void *ask_desk(void *arg);

/* Given: put an offer on the traveller's screen. Does not suspend. */
void show_offer(const struct offer *offer);

ASYNC const struct offer *find_offer(const char *const desks[DESKS], int limit)
{
	(void)desks;
	(void)limit;
	/* TODO: ask all, take the offers as they come. These three lines can go. */
	return NULL;
}
