/* switch.h where there is no switch.S for the machine: POSIX's contexts. They save the signal
 * mask too, which is a system call each way, and make a switch a hundred times as expensive. */

#if (!defined(__x86_64__) && !defined(__aarch64__)) || defined(SWITCH_UCONTEXT)

#include "switch.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

enum { BEGIN_SIZE = 16 * 1024 };	/* for the first few frames; makecontext() wants to know
					 * a size */

static _Thread_local void *passed;	/* the value on its way from one stack to the other */

/* A stack at rest is known by the context that stands on it. */
void *switch_to(void **from, void *to, void *value)
{
	ucontext_t here, *there = to;

	*from = &here;
	passed = value;
	/* A context has a signal mask of its own; stacks share one, as a thread's functions do. */
	pthread_sigmask(SIG_SETMASK, NULL, &there->uc_sigmask);
	swapcontext(&here, there);
	return passed;
}

int switch_rest(void **from, void *to)
{
	switch_to(from, to, NULL);
	return 0;
}

struct beginning {
	ucontext_t context;
	void (*entry)(void *arg, void *value);
	void *arg;
};

/* makecontext() passes only ints: a pointer goes in two halves. */
static void begin(unsigned high, unsigned low)
{
	struct beginning *b = (struct beginning *)((uintptr_t)high << 16 << 16 | low);

	b->entry(b->arg, passed);
	abort();
}

void *switch_prepare(void *top, void (*entry)(void *arg, void *value), void *arg)
{
	struct beginning *b = (struct beginning *)(((uintptr_t)top - sizeof *b) & ~(uintptr_t)63);

	memset(b, 0, sizeof *b);
	getcontext(&b->context);
	b->entry = entry;
	b->arg = arg;
	b->context.uc_stack.ss_sp = (char *)b - BEGIN_SIZE;
	b->context.uc_stack.ss_size = BEGIN_SIZE;
	makecontext(&b->context, (void (*)(void))begin, 2, (unsigned)((uintptr_t)b >> 16 >> 16),
		    (unsigned)(uintptr_t)b);
	return &b->context;
}

struct switch_frame switch_resting(void *at)
{
	const ucontext_t *there = at;

#if defined(__x86_64__)
	return (struct switch_frame){ (void *)there->uc_mcontext.gregs[REG_RIP],
				      (void **)there->uc_mcontext.gregs[REG_RBP] };
#elif defined(__aarch64__)
	return (struct switch_frame){ (void *)there->uc_mcontext.pc,
				      (void **)there->uc_mcontext.regs[29] };
#else
	(void)there;			/* not known: there is nothing to see */
	return (struct switch_frame){ 0 };
#endif
}

#else
typedef int switch_ucontext_is_not_needed;	/* a source file may not be empty */
#endif
