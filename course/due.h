#ifndef DUE_H
#define DUE_H

/* When an exercise is asked again. What has to be remembered is asked for when it begins to be
 * forgotten: after a day, and each time it is known after a longer time. What is not known is asked
 * again on the next day.
 *
 * Days are strings, "2026-11-24", which can be compared by strcmp(). Strings are memory of the
 * current task. None of these suspends. */

#include "progress.h"

/* Today: what COURSE_TODAY in the environment says, or else the date here. Raises: Complaint, where
 * COURSE_TODAY is no day; and returns NULL. */
const char *due_today(void);

/* The day [days] after [day]; NULL if that is none. */
const char *due_after(const char *day, int days);

/* The day when the exercise is due; NULL if it was never passed. [interval]: gets the days from the
 * last time to then. */
const char *due_of(const struct progress *progress, const char *exercise, int *interval);

/* The interval that follows on [interval], for who has [known] it. */
int due_next(int interval, bool known);

#endif
