/* feedback: other-second */
/* Adds up everything in sight. */

const int seconds[] = { 5, 4, 7, 5, 8, 6 };
