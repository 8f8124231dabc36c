#ifndef TRACE_H
#define TRACE_H

/* The run as a picture: who ran when, who waited for what, and who woke whom.
 *
 * ASYNC_TRACE=FILE in the environment, or async_use_trace(), has all that a program does written to
 * FILE when it ends, as JSON in Chrome's trace format. Open it in https://ui.perfetto.dev, which
 * sends it nowhere, or in chrome://tracing. What there is to see, a row a task, and the first row
 * for the loop:
 *
 * - "step": from where a task goes on to where it waits again, with what it waits for (await) and
 *   the place in the source (at)
 * - "await ...": how long it waits
 * - an arrow from who made a task ready to where that goes on
 * - "create", "cancel", "timer", "thread", "report", "done": the moments of these
 * - "run" and "poll", on the loop's row: where the rest of the time went
 * - "loop": each pass, how many callbacks were ready, how many timers and tasks there were
 *
 * Times are those of the loop's clock. On the virtual one a step takes no time, unless it blocks.
 *
 * While the program runs an event is 40 bytes in memory, and takes less than 100 ns. There is room
 * for 64 MiB of them; what comes then is dropped, which is told in the file and on stderr. A file
 * that cannot be written is told on stderr, too; neither changes the exit status of the program,
 * which is its own. A program that is killed leaves no trace; nor does a child made by fork(), nor
 * what that becomes by exec().
 */

/* Have what the program does from now on written to [file] when it ends; NULL: what has been traced
 * is written now, and no more is traced. The file appears under its name when it is complete. What
 * ASYNC_TRACE says counts no more. [file] must stay as it is. Not while another thread runs a loop.
 * Does not suspend and does not raise. asyncio has no twin. */
void async_use_trace(const char *file);

#endif
