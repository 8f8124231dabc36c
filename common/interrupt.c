/* Ctrl-C. The terminal sends SIGINT, and by default that ends a process where it stands. While a
 * program runs in async_run(), the first one cancels the main task instead, so that everybody
 * cleans up; a second one ends the run at once, by KeyboardInterrupt.
 *
 * A signal handler may do next to nothing: it sets a bit and wakes the loop, which does the rest
 * when the callback that runs has returned. Should that never return, the next Ctrl-C finds the bit
 * still set, and ends the process.
 */

#include "interrupt-internal.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

static struct interrupt *current;		/* of the first thread */
static struct async_loop *_Atomic interruptible;

static void on_sigint(int number)
{
	struct async_loop *loop = atomic_load(&interruptible);
	int error = errno;

	if (loop == NULL || !loop_signal(loop, LOOP_SIGINT)) {
		signal(SIGINT, SIG_DFL);
		raise(number);
	}
	errno = error;
}

static void take_interrupt(struct async_loop *loop)
{
	if (current == NULL)
		return;
	if (++current->count == 1 && !current->at_once &&
	    current->task->future.state == FUTURE_PENDING)
		async_task_cancel(current->task);
	else
		loop_interrupt(loop, exception_new(NULL, KeyboardInterrupt, NULL));
}

void (*loop_sigint_hook)(struct async_loop *loop) = take_interrupt;

static const struct sigaction handler = { .sa_handler = on_sigint, .sa_flags = SA_RESTART };

/* The program has had a handler of its own, and has removed it. As in CPython, what asyncio.run()
 * had set does not come back: Ctrl-C is KeyboardInterrupt. */
static void restore(struct async_loop *loop)
{
	if (current == NULL || current->task->future.loop != loop) {
		signal(SIGINT, SIG_DFL);
		return;
	}
	current->at_once = true;
	sigaction(SIGINT, &handler, NULL);
}

void (*loop_default_sigint_hook)(struct async_loop *loop) = restore;

void interrupt_begin(struct interrupt *interrupt, struct async_task *task)
{
	struct sigaction former;

	*interrupt = (struct interrupt){ .task = task };
	if (getpid() != gettid() || sigaction(SIGINT, NULL, &former) != 0 ||
	    (former.sa_flags & SA_SIGINFO) || former.sa_handler != SIG_DFL)
		return;
	current = interrupt;
	atomic_store(&interruptible, task->future.loop);
	interrupt->installed = sigaction(SIGINT, &handler, NULL) == 0;
}

unsigned interrupt_end(struct interrupt *interrupt)
{
	struct async_loop *loop = interrupt->task->future.loop;
	struct sigaction present;

	if (!interrupt->installed)
		return 0;
	if (sigaction(SIGINT, NULL, &present) == 0 && present.sa_handler == on_sigint)
		signal(SIGINT, SIG_DFL);	/* unless the program has taken it */
	atomic_store(&interruptible, NULL);
	loop_take_signals(loop, LOOP_SIGINT);		/* one that came at the very end */
	current = NULL;
	return interrupt->count;
}
