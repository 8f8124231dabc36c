/* The least code that has a thread do something and answer: a condition variable there, as a
 * thread without work must wait somehow, and an eventfd in an epoll back, as a loop waits. */

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "../seconds.h"

enum { CALLS = 10000 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t work = PTHREAD_COND_INITIALIZER;
static bool has_work;
static int done;				/* the eventfd */

static void *run(void *arg)
{
	const uint64_t one = 1;

	for (;;) {
		pthread_mutex_lock(&lock);
		while (!has_work)
			pthread_cond_wait(&work, &lock);
		has_work = false;
		pthread_mutex_unlock(&lock);
		if (write(done, &one, sizeof one) < 0)
			return arg;
	}
}

static void call(int epoll)
{
	struct epoll_event event;

	pthread_mutex_lock(&lock);
	has_work = true;
	pthread_mutex_unlock(&lock);
	pthread_cond_signal(&work);
	epoll_wait(epoll, &event, 1, -1);	/* edge-triggered: there is nothing to read */
}

int main(void)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLET };
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	pthread_t thread;
	double began;

	done = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	epoll_ctl(epoll, EPOLL_CTL_ADD, done, &event);
	pthread_create(&thread, NULL, run, NULL);
	for (int i = 0; i < CALLS / 10; i++)
		call(epoll);
	began = seconds();
	for (int i = 0; i < CALLS; i++)
		call(epoll);
	printf("time %.3f\n", (seconds() - began) * 1e6 / CALLS);
	return 0;
}
