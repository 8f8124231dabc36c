/* feedback: other-schedule */
/* Counts the tasks from 0. */

const int schedule[] = { 0, 2, 2 };
