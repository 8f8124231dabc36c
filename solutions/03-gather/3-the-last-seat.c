/* Solution: the last seat.
 *
 * At second 2 Ada has paid, and Ben and Cem have chosen. All three tasks are ready. Ada's looked
 * at `seats` a second ago, and what it saw was true then. If Ben's looks before Ada's has counted
 * down, it sees the same seat.
 *
 * The two lines that belong together are the check and `seats--`. Between them stands an AWAIT, and
 * across an AWAIT anything may change. The repaired program takes the seat before it waits: between
 * two AWAITs no other task runs, so nobody can look in between. (Who does not pay in the end has to
 * give his seat back.)
 *
 * asyncio's order hides the mistake, until somebody adds an await, or a customer is slower. */

const int schedule[] = {
	/* Second 0: only sell_seats() is ready, and then only Ada's task. No number is needed. */

	/* Second 1: sell_seats() and Ada's task. Either may go first, since Ben and Cem come only
	 * when sell_seats() has gone on. */
	1,

	/* The next pass: the new tasks of Ben and Cem. Either may go first. */
	3,

	/* Second 2: all three of them. Ben's task goes before Ada's. That is all it takes. */
	3,
};
