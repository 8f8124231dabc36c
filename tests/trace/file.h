#ifndef FILE_H
#define FILE_H

/* For the suites of trace.h. A trace is read with jansson, and looked at in two ways: as a digest,
 * a line an event, which on the virtual clock is exact; and whether it holds together, which it
 * must in any order. */

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"

static char file[64], setting[96];

/* Where a program's trace is to go; what was there is removed. */
__attribute__((unused))
static const char *trace_to_file(void)
{
	snprintf(file, sizeof file, "/tmp/async-trace-test-%d.json", (int)getppid());
	snprintf(setting, sizeof setting, "ASYNC_TRACE=%s", file);
	remove(file);
	return setting;
}

__attribute__((unused))
static json_t *load(void)
{
	json_error_t error;
	json_t *trace = json_load_file(file, JSON_REJECT_DUPLICATES, &error);

	suite_assert(trace != NULL, __FILE__, __LINE__, "%s:%d:%d: %s", file, error.line,
		     error.column, error.text);
	remove(file);
	return trace;
}

__attribute__((unused))
static const char *text_of(json_t *event, const char *key)
{
	const char *text = json_string_value(json_object_get(event, key));

	return text != NULL ? text : "";
}

__attribute__((unused))
static int number_of(json_t *event, const char *key)
{
	return (int)json_integer_value(json_object_get(event, key));
}

/* Nanoseconds, exactly. */
__attribute__((unused))
static int64_t time_of(json_t *event, const char *key)
{
	return (int64_t)(json_number_value(json_object_get(event, key)) * 1000 + 0.5);
}

/* "X step 2 1000000.000+0.000 await=sleep at=trace.c:LINE" */
__attribute__((unused))
static const char *digest_event(json_t *event)
{
	static char line[512];
	int length = snprintf(line, sizeof line, "%s %s %d %g", text_of(event, "ph"),
			      text_of(event, "name"), number_of(event, "tid"),
			      (double)time_of(event, "ts") / 1e9);
	const char *key;
	json_t *value;

	if (json_object_get(event, "dur") != NULL)
		length += snprintf(line + length, sizeof line - length, "+%g",
				   (double)time_of(event, "dur") / 1e9);
	if (json_is_string(json_object_get(event, "id")))
		length += snprintf(line + length, sizeof line - length, " #%s",
				   text_of(event, "id"));
	else if (json_object_get(event, "id") != NULL)
		length += snprintf(line + length, sizeof line - length, " #%d",
				   number_of(event, "id"));
	json_object_foreach(json_object_get(event, "args"), key, value)
		if (json_is_string(value))
			length += snprintf(line + length, sizeof line - length, " %s=%s", key,
					   json_string_value(value));
		else
			length += snprintf(line + length, sizeof line - length, " %s=%g", key,
					   json_number_value(value));
	return mask_lines(line);
}

/* All events whose kind is one of [kinds]. */
__attribute__((unused))
static const char *digest(json_t *trace, const char *kinds)
{
	static char text[16 * 1024];
	size_t length = 0, i;
	json_t *event;

	text[0] = '\0';
	json_array_foreach(json_object_get(trace, "traceEvents"), i, event)
		if (strstr(kinds, text_of(event, "ph")) != NULL && length < sizeof text)
			length += (size_t)snprintf(text + length, sizeof text - length, "%s\n",
						   digest_event(event));
	return text;
}

/* ---- Whether it holds together ---- */

__attribute__((unused))
static int compare_slices(const void *a, const void *b)
{
	json_t *x = *(json_t *const *)a, *y = *(json_t *const *)b;
	int64_t difference = time_of(x, "ts") - time_of(y, "ts");

	if (difference == 0)
		difference = time_of(y, "dur") - time_of(x, "dur");
	return difference < 0 ? -1 : difference > 0;
}

/* Of the slices of one row any two lie one in the other, or apart. */
__attribute__((unused))
static void assert_nested(json_t **slices, size_t count)
{
	int64_t ends[8];
	size_t depth = 0;

	qsort(slices, count, sizeof *slices, compare_slices);
	for (size_t i = 0; i < count; i++) {
		int64_t begin = time_of(slices[i], "ts"), end = begin + time_of(slices[i], "dur");

		while (depth > 0 && ends[depth - 1] <= begin)
			depth--;
		suite_assert(depth == 0 || end <= ends[depth - 1], __FILE__, __LINE__,
			     "not nested: %s", digest_event(slices[i]));
		if (depth < 8)
			ends[depth++] = end;
	}
}

/* Each [first] has one [second] with its id, which comes behind it and not before it in time. */
__attribute__((unused))
static void assert_pairs(json_t *events, const char *first, const char *second)
{
	json_t *event, *open = json_object(), *before;
	char id[64];
	size_t i;

	json_array_foreach(events, i, event) {
		const char *kind = text_of(event, "ph");

		if (strcmp(kind, first) != 0 && strcmp(kind, second) != 0)
			continue;
		snprintf(id, sizeof id, "%d %s%d", number_of(event, "pid"), text_of(event, "id"),
			 number_of(event, "id"));
		before = json_object_get(open, id);
		suite_assert((before != NULL) == (strcmp(kind, second) == 0), __FILE__, __LINE__,
			     "without the other end: %s", digest_event(event));
		if (before != NULL) {
			ASSERT(time_of(before, "ts") <= time_of(event, "ts"));
			ASSERT_STRING(text_of(event, "name"), text_of(before, "name"));
			ASSERT_STRING(text_of(event, "cat"), text_of(before, "cat"));
			json_object_del(open, id);
		} else {
			json_object_set(open, id, event);
		}
	}
	ASSERT_INT(json_object_size(open), 0);
	json_decref(open);
}

/* Every row that something stands in has a name, and each slice nests. */
__attribute__((unused))
static void assert_rows(json_t *events)
{
	size_t count = json_array_size(events), slice_count, i, j;
	json_t **slices = calloc(count + 1, sizeof *slices), *rows = json_object(), *event, *row;
	const char *key;
	char id[32];

	json_array_foreach(events, i, event) {
		snprintf(id, sizeof id, "%d %d", number_of(event, "pid"), number_of(event, "tid"));
		if (strcmp(text_of(event, "name"), "thread_name") == 0)
			json_object_set_new(rows, id, json_array());
	}
	json_array_foreach(events, i, event) {
		snprintf(id, sizeof id, "%d %d", number_of(event, "pid"), number_of(event, "tid"));
		row = json_object_get(rows, id);
		suite_assert(row != NULL, __FILE__, __LINE__, "row %s has no name", id);
		if (strcmp(text_of(event, "ph"), "X") == 0)
			json_array_append(row, event);
	}
	json_object_foreach(rows, key, row) {
		slice_count = json_array_size(row);
		for (j = 0; j < slice_count; j++)
			slices[j] = json_array_get(row, j);
		assert_nested(slices, slice_count);
	}
	json_decref(rows);
	free(slices);
}

__attribute__((unused))
static json_t *load_whole(void)
{
	json_t *trace = load(), *events = json_object_get(trace, "traceEvents");

	ASSERT(json_array_size(events) > 0);
	ASSERT_STRING(text_of(trace, "displayTimeUnit"), "ns");
	assert_rows(events);
	assert_pairs(events, "b", "e");
	assert_pairs(events, "s", "f");
	return trace;
}

#endif
