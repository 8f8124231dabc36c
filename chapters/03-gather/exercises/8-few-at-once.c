/* Exercise: a few at a time.
 *
 * A travel guide loads its pages from a small server, hundreds of them. It used to load all of them
 * at once, and the server has asked for some peace: it takes only so many requests at a time.
 *
 * Make fetch_all(). It loads [count] pages by fetch_page() and stores the contents of pages[i] in
 * contents[i].
 *  - Never are more than [limit] pages on their way at the same time.
 *  - But so many are, as long as there are pages left: as soon as one has come, the next one is
 *    asked for. Pages are asked for in the order of pages[], each of them once.
 *  - It returns 0 when the last one is there. There may be fewer pages than the limit, or none.
 * Add what you need: functions, structs, tasks.
 *
 * To check it: build/course check 03-gather/8-few-at-once
 * It is played several times. Each time it is drawn by lot how many pages there are, how long each
 * of them takes, and what the limit is. The clock tells whether a place was empty. */

#include "async.h"

/* Given: load [page] from the server, and wait for it. The result is its contents, a string. */
struct fetch_page { const char *page; };
void *fetch_page(void *arg);

ASYNC int fetch_all(const char *const pages[], int count, int limit, const char *contents[])
{
	(void)pages;
	(void)count;
	(void)limit;
	(void)contents;
	return 0;
}
