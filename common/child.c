#include "child-internal.h"

#include <errno.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sanitizer.h"

/* ---- How its end is heard of ---- */

static void on_pidfd(void *arg)
{
	struct child *child = arg;

	loop_remove_reader(child->loop, child->pidfd);
	loop_soon(child->loop, &child->ended);
}

/* It stays a zombie: it is reaped in the loop's thread. */
static void *wait_in_thread(void *arg)
{
	struct child *child = arg;
	siginfo_t end;

	while (waitid(P_PID, (id_t)child->pid, &end, WEXITED | WNOWAIT) != 0 && !child->is_gone)
		child->is_gone = errno != EINTR;
	loop_post(child->loop, &child->ended);
	return NULL;
}

static void begin_thread(struct child *child)
{
	if (pthread_create(&child->thread, NULL, wait_in_thread, child) == 0)
		loop_own_threads++;
	else
		error_raise(RuntimeError, "can't start new thread");
}

/* The thread ends by itself. But who could not kill the child does not wait for it. */
static void end_thread(struct child *child, bool now)
{
	if (now)
		pthread_cancel(child->thread);
	pthread_join(child->thread, NULL);
	loop_own_threads--;
}

static void stop_hearing(struct child *child, bool now)
{
	if (child->pidfd < 0) {
		end_thread(child, now);
		return;
	}
	loop_remove_reader(child->loop, child->pidfd);
	close(child->pidfd);
}

/* ---- Its end ---- */

/* Returns: its exit status, or negative the signal that ended it; 255, as in CPython, where
 * somebody else has reaped it. */
static int reap(pid_t pid, int flags)
{
	siginfo_t end = { .si_pid = 0 };

	while (waitid(P_PID, (id_t)pid, &end, WEXITED | flags) != 0)
		if (errno != EINTR)
			return 255;
	if (end.si_pid == 0)
		return 255;
	return end.si_code == CLD_EXITED ? end.si_status : -end.si_status;
}

static void leave(struct child *child)
{
	*child->link = child->next;
	if (child->next != NULL)
		child->next->link = child->link;
	loop_outside_ends(child->loop);
	child->loop = NULL;
}

static void on_ended(struct loop_callback *callback)
{
	struct child *child = CONTAINER_OF(callback, struct child, ended);

	stop_hearing(child, false);
	leave(child);
	child->exited(child, reap(child->pid, child->is_gone ? WNOHANG : 0));
}

/* ---- Its life ---- */

bool child_watch(struct child *child, struct async_loop *loop, pid_t pid)
{
	child->pid = pid;
	child->loop = loop;
	child->ended.run = on_ended;
	child->pidfd = sanitizer_is_valgrind() ? -1 : pidfd_open(pid, 0);	/* it knows none */
	if (child->pidfd >= 0)
		loop_add_reader(loop, child->pidfd, on_pidfd, child);
	else
		begin_thread(child);
	if (async_exception() != NULL) {
		if (child->pidfd >= 0)
			close(child->pidfd);
		child->loop = NULL;
		kill(pid, SIGKILL);
		reap(pid, 0);
		return false;
	}
	child->link = &loop->children;
	child->next = loop->children;
	if (child->next != NULL)
		child->next->link = &child->next;
	loop->children = child;
	loop_outside_begins(loop);
	return true;
}

static int send_signal(const struct child *child, int signal)
{
	return child->pidfd >= 0 ? pidfd_send_signal(child->pidfd, signal, NULL, 0)
				 : kill(child->pid, signal);
}

void child_signal(struct child *child, int signal)
{
	if (child->loop != NULL && send_signal(child, signal) != 0 && errno != ESRCH)
		error_raise_errno(errno, "kill(%d, %d)", (int)child->pid, signal);
}

void child_kill(struct child *child)
{
	if (child->loop != NULL)
		send_signal(child, SIGKILL);
}

/* What cannot be killed, as it runs in another user's name, is left to run. */
void child_close_loop(struct async_loop *loop)
{
	struct child *child;

	for (child = loop->children; child != NULL; child = child->next)
		child->killed = send_signal(child, SIGKILL) == 0 || errno == ESRCH;
	for (child = loop->children; child != NULL; child = child->next)
		stop_hearing(child, !child->killed);
	remote_forget(loop);			/* of what the threads have posted */
	while ((child = loop->children) != NULL) {
		loop_remove(loop, &child->ended);
		leave(child);
		reap(child->pid, child->killed ? 0 : WNOHANG);
	}
}
