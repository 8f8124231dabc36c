/* feedback: gather-waits-for-the-slowest */
/* Lets gather end with the first that is done. */

const int seconds[] = { 5, 1, 7, 5, 4, 6 };
