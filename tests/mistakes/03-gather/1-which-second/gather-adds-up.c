/* feedback: gather-waits-for-the-slowest */
/* Adds up the times of what is gathered. */

const int seconds[] = { 5, 8, 7, 5, 4, 6 };
