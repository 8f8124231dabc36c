/* How exceptions are told to people: CPython's own form, line by line.
 *
 * What led to an exception stands before it. A group is printed as a tree, each member with a frame
 * around it:
 *
 *        + Exception Group Traceback (most recent call last):
 *        |   File "shop.c", line 7, in main_task
 *        | ExceptionGroup: two orders (2 sub-exceptions)
 *        +-+---------------- 1 ----------------
 *          | ValueError: no such seat
 *          +---------------- 2 ----------------
 *          | KeyError: sold out
 *          +------------------------------------
 */

#include "error-internal.h"

#include <string.h>

/* How much of a group is printed. */
enum { GROUPS_DEEP = 10, MEMBERS_WIDE = 15 };

struct printer {
	unsigned level;				/* how many frames stand around */
	bool open;				/* the frame of the last member waits to be
						 * closed */
};

/* " (2 sub-exceptions)" into [text], for a group; for any other "". */
static const char *count_members(const struct exception *e, char *text, size_t size)
{
	text[0] = '\0';
	if (e->seen.count > 0)
		snprintf(text, size, " (%zu sub-exception%s)", e->seen.count,
			 e->seen.count == 1 ? "" : "s");
	return text;
}

char *exception_describe(const struct exception *e, char *text, size_t size)
{
	char count[48];

	count_members(e, count, sizeof count);
	snprintf(text, size, "%s%s%s%s", e->seen.type->name,
		 e->seen.message[0] != '\0' || count[0] != '\0' ? ": " : "", e->seen.message,
		 count);
	return text;
}

void exception_print_repr(const struct exception *e, FILE *file)
{
	const bool has_message = e->seen.message[0] != '\0' || e->seen.count > 0;

	fprintf(file, "%s(", e->seen.type->name);
	if (has_message)
		fprintf(file, "'%s'", e->seen.message);
	for (size_t i = 0; i < e->seen.count; i++) {
		fprintf(file, i == 0 ? ", [" : ", ");
		exception_print_repr((const struct exception *)e->seen.exceptions[i], file);
	}
	fprintf(file, e->seen.count > 0 ? "])" : ")");
}

/* ---- Lines ---- */

static void indent(const struct printer *p)
{
	fprintf(stderr, "%*s", (int)(2 * p->level), "");
}

static void margin(const struct printer *p, char edge)
{
	indent(p);
	if (p->level > 0)
		fprintf(stderr, "%c ", edge);
}

/* A message may have lines of its own: each begins at the margin. */
static void print_message(const struct printer *p, const char *message)
{
	const char *end;

	while ((end = strchr(message, '\n')) != NULL) {
		fprintf(stderr, "%.*s\n", (int)(end - message), message);
		message = end + 1;
		margin(p, '|');
	}
	fprintf(stderr, "%s", message);
}

static void print_traceback(const struct printer *p, const struct exception *e, const char *title,
			    char edge)
{
	if (e->depth == 0)
		return;
	margin(p, edge);
	fprintf(stderr, "%s (most recent call last):\n", title);
	for (unsigned i = e->depth; i-- > 0;) {
		margin(p, '|');
		fprintf(stderr, "  File \"%s\", line %d, in %s\n", e->traceback[i]->file,
			e->traceback[i]->line, e->traceback[i]->function);
	}
}

static void print_last_line(const struct printer *p, const struct exception *e)
{
	char count[48];

	count_members(e, count, sizeof count);
	margin(p, '|');
	fprintf(stderr, "%s", e->seen.type->name);
	if (e->seen.message[0] != '\0' || count[0] != '\0')
		fprintf(stderr, ": ");
	print_message(p, e->seen.message);
	fprintf(stderr, "%s\n", count);
	if (e->seen.note != NULL) {
		margin(p, '|');
		fprintf(stderr, "in %s\n", e->seen.note);
	}
}

/* ---- Trees ---- */

static void print_chain(struct printer *p, const struct exception *e);

static void print_member(struct printer *p, const struct exception *group, size_t i)
{
	const size_t left = group->seen.count - i;

	indent(p);
	fprintf(stderr, i == 0 ? "+-" : "  ");
	if (i < MEMBERS_WIDE)
		fprintf(stderr, "+---------------- %zu ----------------\n", i + 1);
	else
		fprintf(stderr, "+---------------- ... ----------------\n");
	p->level++;
	if (i < MEMBERS_WIDE) {
		print_chain(p, (const struct exception *)group->seen.exceptions[i]);
	} else {
		margin(p, '|');
		fprintf(stderr, "and %zu more exception%s\n", left, left > 1 ? "s" : "");
	}
}

static void print_group(struct printer *p, const struct exception *e)
{
	const bool outermost = p->level == 0;
	const size_t shown = e->seen.count > MEMBERS_WIDE ? MEMBERS_WIDE + 1 : e->seen.count;

	p->level += outermost;
	print_traceback(p, e, "Exception Group Traceback", outermost ? '+' : '|');
	print_last_line(p, e);
	p->open = false;
	for (size_t i = 0; i < shown; i++) {
		if (i == shown - 1)
			p->open = true;		/* a group in there may close it for us */
		print_member(p, e, i);
		if (i == shown - 1 && p->open) {
			indent(p);
			fprintf(stderr, "+------------------------------------\n");
			p->open = false;
		}
		p->level--;
	}
	p->level -= outermost;
}

static void print_one(struct printer *p, const struct exception *e)
{
	if (e->seen.count == 0) {
		print_traceback(p, e, "Traceback", '|');
		print_last_line(p, e);
	} else if (p->level > GROUPS_DEEP) {
		margin(p, '|');
		fprintf(stderr, "... (max_group_depth is %d)\n", GROUPS_DEEP);
	} else {
		print_group(p, e);
	}
}

/* ---- Chains ---- */

/* What is printed before [e]; NULL: nothing. */
static const struct exception *before(const struct exception *e)
{
	if (e->seen.cause != NULL)
		return (const struct exception *)e->seen.cause;
	return e->seen.suppress_context ? NULL : (const struct exception *)e->seen.context;
}

static void print_link(const struct printer *p, const struct exception *e)
{
	margin(p, '|');
	fprintf(stderr, "\n");
	margin(p, '|');
	if (e->seen.cause != NULL)
		fprintf(stderr, "The above exception was the direct cause of the following "
				"exception:\n");
	else
		fprintf(stderr, "During handling of the above exception, another exception "
				"occurred:\n");
	margin(p, '|');
	fprintf(stderr, "\n");
}

/* The first of the chain first. It may be long, so this does not recurse. */
static void print_chain(struct printer *p, const struct exception *e)
{
	size_t length = 0;

	for (const struct exception *c = e; c != NULL; c = before(c))
		length++;
	while (length-- > 0) {
		const struct exception *c = e;

		for (size_t i = 0; i < length; i++)
			c = before(c);
		if (before(c) != NULL)
			print_link(p, c);
		print_one(p, c);
	}
}

void async_print_exception(const struct async_exception *e)
{
	struct printer printer = { 0 };

	print_chain(&printer, (const struct exception *)e);
}
