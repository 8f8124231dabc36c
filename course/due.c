#include "due.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "async.h"
#include "text.h"

static const int intervals[] = { 1, 3, 7, 16, 35 };

enum { INTERVALS = sizeof(intervals) / sizeof(*intervals) };

static const char *day_of(const struct tm *time)
{
	char day[16];

	strftime(day, sizeof(day), "%Y-%m-%d", time);
	return async_strdup(day);
}

/* Noon, so that no hour more or less makes it another day. Returns: whether [day] is one; there is
 * no 31st of November. */
static bool noon_of(const char *day, struct tm *time)
{
	const char *end;
	int of_month;

	*time = (struct tm){ 0 };
	end = day ? strptime(day, "%Y-%m-%d", time) : NULL;
	time->tm_hour = 12;
	of_month = time->tm_mday;
	return end && *end == '\0' && strlen(day) == 10 && timegm(time) >= 0 &&
		time->tm_mday == of_month;
}

const char *due_today(void)
{
	const char *given = getenv("COURSE_TODAY");
	time_t now = time(NULL);
	struct tm tm;

	if (!given || !*given)
		return day_of(localtime_r(&now, &tm));
	if (!noon_of(given, &tm))
		return async_raise(Complaint, "COURSE_TODAY is a day like 2026-11-24, not \"%s\".",
				   text_line(given));
	return day_of(&tm);
}

const char *due_after(const char *day, int days)
{
	struct tm tm;

	if (!noon_of(day, &tm))
		return NULL;
	time_t then = timegm(&tm) + (time_t)days * 24 * 60 * 60;
	return day_of(gmtime_r(&then, &tm));
}

const char *due_of(const struct progress *progress, const char *exercise, int *interval)
{
	const json_t *entry = json_object_get(json_object_get(progress->root, "review"), exercise);
	const char *day = json_string_value(json_object_get(entry, "due"));
	const char *passed = progress_of(progress, exercise).first_passed;
	json_int_t days = json_integer_value(json_object_get(entry, "interval_days"));

	*interval = days < 0 ? 0 : days > intervals[INTERVALS - 1] ? intervals[INTERVALS - 1]
								    : (int)days;
	if (due_after(day, 0))
		return day;
	*interval = intervals[0];
	return passed ? due_after(async_sprintf("%.10s", passed), intervals[0]) : NULL;
}

int due_next(int interval, bool known)
{
	if (!known)
		return intervals[0];
	for (int i = 0; i < INTERVALS; i++)
		if (intervals[i] > interval)
			return intervals[i];
	return intervals[INTERVALS - 1];
}
