#ifndef BENCH_H
#define BENCH_H

/* A benchmark as its folder describes it: bench/NAME/bench.json says what is measured, and each
 * other file there is an implementation, a program that does that work. ../README.md tells how both
 * are written.
 *
 * All that these calls give is memory of the current task. None of them suspends. */

#include <stdbool.h>
#include <stddef.h>

/* What is hoped for: a figure, or how many times that of another implementation. */
struct aim {
	const char *text;		/* for people */
	const char *of;			/* whose: "async", if bench.json names nobody */
	const char *to;			/* compared with whom; NULL: with [bound] itself */
	double bound;
	bool at_least;			/* else at most */
};

/* One line of work, which every implementation does. */
struct row {
	const char *name;
	const char *const *arguments;	/* up to a NULL */
	const char *figure;		/* which of the program's, */
	const char *unit;		/* and in what */
	bool less_is_better;
	const char *floor;		/* the implementation to compare with; NULL: none */
	struct aim *aims;
	size_t aim_count;
	int processors;			/* that a program may use: 1, mostly */
	int runs;			/* at most so many; 0: as many as of the others */
	double size;			/* how many of whatever it is; 0: not told */
	bool each;			/* the figure is that of one of them, not of all */
};

enum partner {
	PARTNER_NONE,
	PARTNER_LOAD,			/* implementations are servers, and load.c measures */
	PARTNER_SERVER,			/* they are clients of server.c, and measure themselves */
};

struct impl {
	const char *name;
	const char *ending;		/* of its source: ".go" */
	const char *path;		/* of the program, or of the script, which is one itself */
	const char *missing;		/* why it cannot be run; NULL: it can */
};

struct bench {
	const char *name;
	const char *title, *what, *unfair;
	enum partner partner;
	const char *partner_path;
	const char *prepare;		/* a script to be run before all; NULL: none */
	struct row *rows;
	size_t row_count;
	struct impl *impls;
	size_t impl_count;
};

struct benches {
	struct bench *list;
	size_t count;
};

/* All benchmarks of [folder], or of them those whose name contains [only], by the alphabet. What is
 * compiled lies in [programs]: NAME/IMPLEMENTATION. Raises: ValueError where a bench.json says what
 * it must not, or [only] names nothing; OSError; MemoryError. */
struct benches bench_find(const char *folder, const char *programs, const char *only);

/* What bench.json, at [path], says into [bench]. Raises: ValueError, OSError, MemoryError. */
void bench_read(struct bench *bench, const char *path);

/* The implementation of that name. Returns: its number, or -1 if there is none. */
int bench_impl(const struct bench *bench, const char *name);

/* Whether it is one of ours: "async", or "async-..." where there are several ways. */
bool impl_is_ours(const char *name);

#endif
