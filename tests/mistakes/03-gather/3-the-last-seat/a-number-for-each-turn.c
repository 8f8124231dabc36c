/* feedback: other-schedule */
/* Gives a number for each turn, also where one task is ready alone. */

const int schedule[] = { 1, 2, 1, 3, 3 };
