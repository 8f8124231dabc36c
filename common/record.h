#ifndef RECORD_H
#define RECORD_H

/* The record: what a program did, as events, written where the program itself cannot easily forge
 * it.
 *
 * A judge or a player makes a memory file, gives it to the program by ASYNC_RECORD=FD in its
 * environment, and reads it when the program has ended. The runtime maps it before any constructor
 * or main() of the program runs, closes the descriptor, takes the key out of it, and from then on
 * appends frames. Each frame bears its sequence number and a tag that only who knows the key can
 * make (SipHash-2-4 of the frame). The reader knows the key too; it takes frames as long as
 * sequence and tag are right, so whatever else is written there is not part of the record. A
 * program that came to its end has a frame RECORD_RETURNED, and behind it at most what the runtime
 * reports at exit; one that left by exit() in the middle has none. A child made by fork() has no
 * record.
 *
 * What stays open: code in the same process can search its memory for the key, or call the local
 * functions of the runtime by their distance from a public one; and the resolver of an ifunc runs
 * even before the record is mapped, which is why a judge of submissions looks for those in the
 * object file.
 *
 * This module knows nothing of loops and tasks, and lies below them all. Without ASYNC_RECORD
 * recording costs one test of a variable. What is told to the record is told to a listener, too,
 * where there is one (trace.h). Between the modules of common/ and for judges only:
 * programs of learners cannot link to it.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum record_kind {
	RECORD_RUN = 1,		/* a loop begins to run; value: its enum async_clock; text: its
				 * schedule, "random:17", or "" */
	RECORD_CREATE,		/* task TASK was created; value: by which task; text: its
				 * function */
	RECORD_STEP,		/* TASK goes on, or begins */
	RECORD_SUSPEND,		/* TASK waits; text: for what ("sleep", "Task-3", "gather",
				 * "thread", ...); value: for sleep the nanoseconds, for a task
				 * its number */
	RECORD_DONE,		/* TASK is done; value: enum record_outcome; text: "" or
				 * "ValueError: why" */
	RECORD_CANCEL,		/* TASK is asked to end; value: by which task */
	RECORD_TIMER,		/* a callback of call_later or call_at runs; value: nanoseconds,
				 * when due */
	RECORD_BLOCK,		/* async_block() in the loop's thread; value: nanoseconds */
	RECORD_THREAD,		/* TASK gives a function to a thread; text: the function */
	RECORD_REPORT,		/* something was said on stderr; value: enum record_report; text:
				 * of whom */
	RECORD_MARK,		/* record_mark() */
	RECORD_STOP,		/* the loop has stopped running */
	RECORD_RETURNED,	/* record_returned() */

	/* in no record: only who listens hears of these, and may ask more of the caller */
	RECORD_WAKE,		/* TASK is made ready */
	RECORD_NAME,		/* TASK is given a name: text */
	RECORD_PASS,		/* a pass begins; value: how many callbacks are ready, and how many
				 * timers there are times 2 to the 32nd */
	RECORD_POLL,		/* descriptors were looked at; value: since when */
};

enum record_outcome { RECORD_RESULT, RECORD_EXCEPTION, RECORD_CANCELLED };

enum record_report {
	RECORD_NEVER_AWAITED = 1,	/* a coroutine object was never awaited; text: its
					 * function */
	RECORD_NEVER_RETRIEVED,		/* of TASK, the exception: text */
	RECORD_DEADLOCK,		/* one for each task that waits; text: for what it waits */
	RECORD_DESTROYED,		/* task TASK was dropped while it waited */
	RECORD_UNHANDLED,		/* an exception nobody caught: in a callback, or at the
					 * end */
	RECORD_MISUSE,			/* the runtime ended the program, for a call that is not
					 * allowed */
};

struct record_frame {
	uint64_t tag;
	int64_t time;			/* of the loop's clock, nanoseconds */
	int64_t value;
	uint32_t sequence;		/* 0, 1, 2, ... */
	uint32_t task;			/* the task's number, as in Task-3; 0: the loop, or
					 * outside of it */
	uint32_t kind;			/* enum record_kind */
	char text[60];			/* ends in NUL; longer ones are cut */
};

/* ---- In the program ---- */

/* Whether a record is being written, or someone listens; test it before working out what to
 * write. */
extern atomic_bool record_on;

/* Whether someone listens, and so hears of the kinds that are in no record. */
extern atomic_bool record_listened;

/* Have [listener] told of every event, in the thread where it happens, before it is recorded;
 * NULL: no more. For record_event() the task is RECORD_CURRENT. */
#define RECORD_CURRENT UINT32_MAX
void record_listen(void (*listener)(enum record_kind kind, uint32_t task, int64_t value,
				    const char *text));

/* Append an event. The time is that of record_set_time(), the task that of record_set_task()
 * in this thread, unless another is given by record_task(). [text] may be NULL. May be called from
 * any thread.
 * When the file is full (about 16,000 events), further events are lost, but never
 * RECORD_RETURNED, and hardly ever a RECORD_REPORT. */
void record_event(enum record_kind kind, int64_t value, const char *text);
void record_task(enum record_kind kind, uint32_t task, int64_t value, const char *text);

/* The clock, and the task that runs, for the events to come. */
void record_set_time(int64_t nanoseconds);
void record_set_task(uint32_t task);

/* For scenes: note that something happened in the story of an exercise: record_mark("fetch
 * Oslo", 3). */
void record_mark(const char *text, int64_t value);

/* For scenes, as the last thing main() does: the program came to its end by itself. */
void record_returned(void);

/* ---- In the judge or player ---- */

struct record {
	size_t count;
	bool started;			/* the program has mapped it and taken the key */
	bool full;			/* events may have been lost */
	bool returned;			/* there is a frame RECORD_RETURNED */
	struct record_frame *frames;
};

/* Make a memory file with a new key. It is inherited across exec(). Returns: a descriptor, or a
 * negative errno value. */
int record_create(uint64_t key[2]);

/* Read what was written to [fd] under [key], after the program has ended. Never trusts what it
 * reads: what is no genuine frame ends the record, and [text] always ends. Returns: 0, or a
 * negative errno value, and then the record is empty. Owns: the frames are the caller's, until
 * record_free(). */
int record_read(int fd, const uint64_t key[2], struct record *record);
void record_free(struct record *record);

/* The name of a kind, for people: "create", "suspend". */
const char *record_kind_name(uint32_t kind);

#endif
