#ifndef TRACE_INTERNAL_H
#define TRACE_INTERNAL_H

/* What trace.c collects, for trace-json.c to write. */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "error.h"
#include "loop-internal.h"
#include "record.h"
#include "trace.h"

enum { TRACE_NO_TIME = -1 };

struct trace_event {
	int64_t time;			/* of the loop's clock; TRACE_NO_TIME: none ran */
	int64_t value;			/* as in the record */
	const char *text;		/* never NULL */
	const struct async_site *site;	/* of a RECORD_SUSPEND, the AWAIT; may be NULL */
	uint32_t task;			/* 0: none */
	uint32_t kind;			/* enum record_kind */
};

/* Memory is taken in blocks, for events or for texts. */
struct trace_block {
	struct trace_block *_Atomic next;
	atomic_size_t used;		/* bytes of the memory */
	_Alignas(16) char memory[];
};

/* Each thread traces by itself, and may do so yet when all of it is written. */
struct trace_thread {
	struct trace_thread *next;
	struct trace_block *events, *last_events, *last_texts;
	const char *texts[64];		/* some that were seen already, by their hash */
	atomic_size_t dropped;
};

/* Write what [threads] have collected. The result is what stdio makes of it: ask ferror(). */
void trace_write_json(FILE *file, const struct trace_thread *threads);

/* How many bytes may be taken for events and texts. */
extern size_t trace_room;

/* A loop is made; the program ends, and not by way of exit(). */
void trace_begin(void);
void trace_end(void);

#endif
