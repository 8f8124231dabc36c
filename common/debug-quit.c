/* SIGQUIT (Ctrl-\): say what the program does, and go on.
 *
 * The handler may do next to nothing, so it leaves word and wakes the loop, which prints the tree
 * behind the callback that runs. If that one runs and runs, the second SIGQUIT prints where it is,
 * as well as it can be said from a handler.
 */

#include <errno.h>
#include <execinfo.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "backtrace.h"
#include "debug-internal.h"
#include "watch.h"

/* The loop that answers, its thread, and where on that one's stack it began to run. */
static _Atomic(struct async_loop *) answering;
static pthread_t thread;
static void *bottom;
static atomic_uint handlers;		/* that run, in whatever threads, and may use all that */

/* ---- In the handler ---- */

static void say(const char *text)
{
	if (text != NULL && write(STDERR_FILENO, text, strlen(text)) < 0)
		return;			/* nobody is left to tell */
}

static void say_number(unsigned number)
{
	char digits[16], *first = digits + sizeof digits - 1;

	*first = '\0';
	do
		*--first = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	say(first);
}

static void say_task(const struct async_task *task)
{
	const struct async_site *here = task->errors.here;

	say(async_task_get_name(task));
	say(" (");
	say(task->coroutine.function);
	say(")");
	if (here == NULL)
		return;
	say(", which last passed ");
	say(here->file);
	say(":");
	say_number((unsigned)here->line);
	say(", in ");
	say(here->function);
}

static void say_where(const void *context)
{
	const struct async_task *task = async_current_task();
	struct backtrace b;

	backtrace_interrupted_frames(&b, context, bottom);
	say("SIGQUIT: the event loop is held up by ");
	if (task != NULL)
		say_task(task);
	else
		say("a callback");
	say("\n");
	backtrace_symbols_fd(b.addresses, (int)b.count, STDERR_FILENO);
	say("(Which lines these are: addr2line -f -e PROGRAM ADDRESS, the one behind the +)\n");
}

static void on_quit(int signal, siginfo_t *info, void *context)
{
	struct async_loop *loop;
	int error = errno;

	(void)info;
	atomic_fetch_add(&handlers, 1);
	loop = atomic_load(&answering);
	if (loop == NULL || loop_signal(loop, LOOP_SIGQUIT))
		;			/* nobody is left to answer; or it will */
	else if (pthread_equal(pthread_self(), thread))
		say_where(context);
	else
		pthread_kill(thread, signal);
	atomic_fetch_sub(&handlers, 1);
	errno = error;
}

/* ---- In the loop ---- */

static void answer(struct async_loop *loop)
{
	(void)loop;
	fflush(stdout);
	fprintf(stderr, "SIGQUIT: what the tasks are doing\n");
	debug_print_tree(NULL, stderr);
}

void (*loop_sigquit_hook)(struct async_loop *loop) = answer;

static struct sigaction present(void)
{
	struct sigaction action = { .sa_handler = SIG_IGN };

	sigaction(SIGQUIT, NULL, &action);
	return action;
}

/* Where nobody else has taken it. */
static void take_signal(struct async_loop *loop)
{
	struct sigaction action = { .sa_sigaction = on_quit };
	struct async_loop *none = NULL;

	if (present().sa_handler != SIG_DFL ||
	    !atomic_compare_exchange_strong(&answering, &none, loop))
		return;
	thread = pthread_self();
	bottom = __builtin_frame_address(0);
	action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
	sigaction(SIGQUIT, &action, NULL);
}

static void give_signal_back(struct async_loop *loop)
{
	const struct sigaction action = { .sa_handler = SIG_DFL };

	if (atomic_load(&answering) != loop)
		return;
	if (present().sa_sigaction == on_quit)
		sigaction(SIGQUIT, &action, NULL);
	atomic_store(&answering, NULL);
	while (atomic_load(&handlers) > 0)
		sched_yield();		/* the loop may be freed when this has returned */
	loop_forget_signal(loop, LOOP_SIGQUIT);
}

static void run_changes(struct async_loop *loop, bool runs)
{
	if (runs)
		take_signal(loop);
	else
		give_signal_back(loop);
	if (!runs)
		watch_stop();
}

void (*loop_run_hook)(struct async_loop *loop, bool runs) = run_changes;
