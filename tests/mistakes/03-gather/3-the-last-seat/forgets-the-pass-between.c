/* feedback: other-schedule */
/* Forgets the pass in which Ben and Cem have their first turn. */

const int schedule[] = { 1, 2 };
