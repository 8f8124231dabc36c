/* Exercise: count down.
 *
 * Two rockets are to start, and each has a speaker who counts down. Both speakers run count_down()
 * at the same time, each in a task of its own. With a count of 3 a speaker says
 *
 *	Kourou: 3
 *	Kourou: 2
 *	Kourou: 1
 *	Kourou: lift-off
 *
 * The first line comes at once, and one second goes by between a line and the next. While one
 * speaker waits, the other one must be able to speak.
 *
 * The lines of count_down() are given, in a wrong order. Move them until they are right. One of
 * them is too many: take it out. Change nothing else. You may indent the lines as you like.
 *
 * To check it: build/course check 02-coroutines/4-count-down
 * It looks whether these are the given lines. Then the countdown is played with several speakers
 * and counts. What they say is looked at, and when they say it. */

#include <stdio.h>

#include "async.h"

ASYNC int count_down(const char *speaker, int count)
{
	/* ---- lines begin ---- */
	printf("%s: lift-off\n", speaker);
	async_block(1);
	while (count > 0) {
	count--;
	}
	AWAIT(async_sleep(1));
	printf("%s: %d\n", speaker, count);
	/* ---- lines end ---- */
	return 0;
}
