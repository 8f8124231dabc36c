#include "watch.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "loop-internal.h"

static const int64_t SECOND = 1000000000;
static const int64_t SHORTEST = 1000000, LONGEST = 1000000000;	/* that the watcher sleeps */

static _Thread_local struct watch {
	_Atomic int64_t since;			/* when the callback began; 0: none runs */
	_Atomic int64_t limit;
	_Atomic int64_t wanted;			/* the callback whose stack is wanted began then */
	atomic_bool taken;
	struct backtrace stack;

	bool started, failed;			/* the watcher; the thread could not be made */
	pthread_t watched, watcher;
	pthread_mutex_t lock;			/* for what follows */
	pthread_cond_t closing_changed;
	bool closing;
} watch;

/* ---- Taking ---- */

static void on_signal(int signal, siginfo_t *info, void *context)
{
	int64_t since = atomic_load(&watch.since);
	int error = errno;

	(void)signal;
	(void)info;
	if (since == 0 || since != atomic_load(&watch.wanted) || atomic_load(&watch.taken))
		return;			/* it came too late */
	backtrace_interrupted(&watch.stack, context);
	atomic_store(&watch.taken, true);
	errno = error;
}

void watch_take(void)
{
	if (atomic_load(&watch.since) == 0 || atomic_load(&watch.taken))
		return;
	backtrace_running(&watch.stack);
	atomic_store(&watch.taken, true);
}

bool watch_has_taken(void)
{
	return atomic_load(&watch.taken);
}

/* ---- The watcher ---- */

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * SECOND + time.tv_nsec;
}

/* Under the lock. */
static void rest(struct watch *w, int64_t nanoseconds)
{
	int64_t until = now() + (nanoseconds < SHORTEST  ? SHORTEST
				 : nanoseconds > LONGEST ? LONGEST
							 : nanoseconds);
	struct timespec time = { until / SECOND, until % SECOND };

	if (!w->closing)
		pthread_cond_timedwait(&w->closing_changed, &w->lock, &time);
}

static void *watch_over(void *arg)
{
	struct watch *w = arg;

	pthread_mutex_lock(&w->lock);
	while (!w->closing) {
		int64_t since = atomic_load(&w->since), limit = atomic_load(&w->limit);
		int64_t left = since != 0 && since != w->wanted ? limit - (now() - since) : limit;

		if (left <= 0) {
			atomic_store(&w->wanted, since);
			pthread_kill(w->watched, WATCH_SIGNAL);
		}
		rest(w, left);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

/* The signal is ours unless the program has taken it. */
static bool take_signal(void)
{
	struct sigaction action = { .sa_sigaction = on_signal }, former;

	action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
	if (sigaction(WATCH_SIGNAL, NULL, &former) != 0)
		return false;
	if (former.sa_sigaction == on_signal)
		return true;
	if (former.sa_handler != SIG_DFL)
		return false;
	backtrace_prepare();
	return sigaction(WATCH_SIGNAL, &action, NULL) == 0;
}

static void start(void)
{
	pthread_condattr_t monotonic;
	sigset_t all, former;

	watch.failed = true;
	if (!take_signal())
		return;
	watch.watched = pthread_self();
	watch.closing = false;
	pthread_mutex_init(&watch.lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&watch.closing_changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	/* signals of the program are not for the watcher */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &former);
	watch.failed = pthread_create(&watch.watcher, NULL, watch_over, &watch) != 0;
	pthread_sigmask(SIG_SETMASK, &former, NULL);
	watch.started = !watch.failed;
	loop_own_threads += watch.started;
}

void watch_stop(void)
{
	atomic_store(&watch.since, 0);
	watch.failed = false;
	if (!watch.started)
		return;
	pthread_mutex_lock(&watch.lock);
	watch.closing = true;
	pthread_cond_signal(&watch.closing_changed);
	pthread_mutex_unlock(&watch.lock);
	pthread_join(watch.watcher, NULL);
	pthread_cond_destroy(&watch.closing_changed);
	pthread_mutex_destroy(&watch.lock);
	loop_own_threads--;
	watch.started = false;
}

/* ---- What is watched ---- */

void watch_begin(int64_t since, int64_t limit, bool watched)
{
	if (watched && !watch.started && !watch.failed)
		start();
	atomic_store_explicit(&watch.limit, limit, memory_order_relaxed);
	atomic_store_explicit(&watch.taken, false, memory_order_relaxed);
	atomic_store_explicit(&watch.since, since, memory_order_release);
}

const struct backtrace *watch_end(void)
{
	atomic_store_explicit(&watch.since, 0, memory_order_release);
	return atomic_load(&watch.taken) ? &watch.stack : NULL;
}
