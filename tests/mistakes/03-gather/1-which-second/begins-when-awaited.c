/* feedback: goes-on-by-itself */
/* Lets a task begin when it is awaited. Says the same of way 6, where it is right. */

const int seconds[] = { 5, 4, 7, 5, 6, 6 };
