/* feedback: other-schedule */
/* Takes the numbers for those of the customers, Ada being 1: Cem is not there yet. */

const int schedule[] = { 3, 2, 1 };
