#ifndef SCHEDULE_H
#define SCHEDULE_H

/* Other orders than asyncio's.
 *
 * asyncio runs ready tasks in the order in which they became ready, always. A program that is right
 * in that order alone is wrong: one await more, in a library, and it is another. A schedule finds
 * such errors, and plays them again. ASYNC_SCHEDULE in the environment, or async_use_schedule(),
 * says one of:
 *
 * - random:17        in each pass of the loop the tasks that are ready run in an order that the
 *                    seed, a number from 0 to 18446744073709551615, decides: with the same seed
 *                    the same one, on every machine. When the program fails, the seed is told on
 *                    stderr.
 * - random           the same with a seed that is drawn.
 * - order:3,2,2,1    whenever more than one task is ready in a pass, the next number says which of
 *                    them goes first: Task-3. The question is asked again for those that are left,
 *                    as long as they are more than one; the last needs no number. Behind the end
 *                    of the list asyncio's order holds. A number of a task that is not ready ends
 *                    the program, with exit status 2.
 *
 * What is reordered are steps of tasks: first steps and wake-ups, among the places that they have
 * in the list. Callbacks, of call_soon() and call_later() and of futures that are done, keep their
 * places, since asyncio documents their order. So each order is one in which an event loop might
 * run the program, and a program that fails in one has an error.
 *
 * A schedule goes on from one loop of a thread to its next; each thread begins it anew.
 */

#include "loop-internal.h"

/* Have [loop], which is new, follow the schedule, if there is one. */
void schedule_use(struct async_loop *loop);

/* Say on stderr, once, with which seed to play this run again, if it was a random one. */
void schedule_say_seed(void);

#endif
