/* Signal handlers of a loop.
 *
 * As in asyncio: what interrupts the program writes the signal's number into a pipe, which is all
 * that it does. The loop reads the pipe as it reads any descriptor, and has the functions called
 * that belong to the numbers.
 */

#include "signals-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <unistd.h>

#include "loop-internal.h"

/* Of each signal: who hears of it. Only the first thread changes that. */
static struct handler {
	struct async_loop *loop;		/* NULL: nobody */
	void (*fn)(void *arg);
	void *arg;
} handlers[NSIG];

static atomic_int pipes[NSIG];			/* where to write it; 0: nowhere */
static atomic_uint interruptions;		/* that run, in whatever threads */

/* ---- In the signal handler ---- */

static void on_signal(int number)
{
	const unsigned char byte = (unsigned char)number;
	int error = errno, fd;

	atomic_fetch_add(&interruptions, 1);
	fd = atomic_load(&pipes[number]);
	while (fd > 0 && write(fd, &byte, 1) < 0 && errno == EINTR)
		;				/* a pipe that is full has enough to say */
	atomic_fetch_sub(&interruptions, 1);
	errno = error;
}

/* ---- In the loop ---- */

/* Those that have come are called in the next pass. A pipe that cannot be read would tell of itself
 * for ever. */
static void hear(void *arg)
{
	struct async_loop *loop = arg;
	unsigned char numbers[256];
	ssize_t count;

	while ((count = read(loop->signal_pipe[0], numbers, sizeof numbers)) > 0 ||
	       (count < 0 && errno == EINTR))
		for (ssize_t i = 0; i < count; i++)
			if (handlers[numbers[i]].loop == loop)
				async_loop_call_soon(loop, handlers[numbers[i]].fn,
						     handlers[numbers[i]].arg);
	if (count < 0 && errno != EAGAIN)
		loop_remove_reader(loop, loop->signal_pipe[0]);
}

static void close_pipe(struct async_loop *loop)
{
	if (loop->signal_pipe[0] == 0)
		return;
	loop_remove_reader(loop, loop->signal_pipe[0]);
	close(loop->signal_pipe[0]);
	close(loop->signal_pipe[1]);
	loop->signal_pipe[0] = loop->signal_pipe[1] = 0;
}

static bool open_pipe(struct async_loop *loop)
{
	int ends[2];

	if (loop->signal_pipe[0] != 0)
		return true;
	if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) != 0) {
		error_raise_errno(errno, "pipe2() for signals");
		return false;
	}
	loop->signal_pipe[0] = ends[0];
	loop->signal_pipe[1] = ends[1];
	loop_add_reader(loop, ends[0], hear, loop);
	if (async_exception() != NULL)
		close_pipe(loop);
	return async_exception() == NULL;
}

/* ---- Adding and removing ---- */

static bool is_signal(int number)
{
	sigset_t all;

	sigfillset(&all);
	if (number > 0 && number < NSIG && sigismember(&all, number) == 1)
		return true;
	error_raise(ValueError, "invalid signal number %d", number);
	return false;
}

static bool set_action(int number, void (*action)(int number))
{
	const struct sigaction wanted = { .sa_handler = action,
					  .sa_flags = SA_RESTART | SA_ONSTACK };

	if (sigaction(number, &wanted, NULL) == 0)
		return true;
	if (errno == EINVAL)
		error_raise(RuntimeError, "sig %d cannot be caught", number);
	else
		error_raise_errno(errno, "sigaction() for signal %d", number);
	return false;
}

/* Nobody hears of it any more. A handler may run right now, in another thread, and is not to write
 * where another file is by then. */
static void forget(int number)
{
	struct async_loop *loop = handlers[number].loop;
	bool is_last = true;

	atomic_store(&pipes[number], 0);
	handlers[number].loop = NULL;
	while (atomic_load(&interruptions) > 0)
		sched_yield();
	for (int i = 0; i < NSIG; i++)
		is_last &= handlers[i].loop != loop;
	if (is_last)
		close_pipe(loop);
}

static void add(struct async_loop *loop, int number, void (*fn)(void *arg), void *arg)
{
	if (!open_pipe(loop))
		return;
	if (handlers[number].loop != NULL && handlers[number].loop != loop)
		forget(number);
	handlers[number] = (struct handler){ loop, fn, arg };
	atomic_store(&pipes[number], loop->signal_pipe[1]);
	if (!set_action(number, on_signal))
		forget(number);
}

void async_loop_add_signal_handler(struct async_loop *loop, int signal, void (*fn)(void *arg),
				   void *arg)
{
	loop = loop_or_running(loop);
	if (loop == NULL || !is_signal(signal))
		return;
	if (getpid() != gettid())
		error_raise(RuntimeError, "signal handlers only work in the main thread");
	else
		add(loop, signal, fn, arg);
}

static void remove_handler(struct async_loop *loop, int number)
{
	if (number == SIGINT)
		loop_default_sigint_hook(loop);
	else
		set_action(number, SIG_DFL);
	forget(number);
}

bool async_loop_remove_signal_handler(struct async_loop *loop, int signal)
{
	loop = loop_or_running(loop);
	if (loop == NULL || !is_signal(signal) || handlers[signal].loop != loop)
		return false;
	remove_handler(loop, signal);
	return true;
}

void signals_close(struct async_loop *loop)
{
	for (int number = 1; number < NSIG && loop->signal_pipe[0] != 0; number++)
		if (handlers[number].loop == loop)
			remove_handler(loop, number);
}

void signals_ignore_sigpipe(void)
{
	struct sigaction present;

	if (sigaction(SIGPIPE, NULL, &present) == 0 && present.sa_handler == SIG_DFL)
		signal(SIGPIPE, SIG_IGN);
}
