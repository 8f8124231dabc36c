/* feedback: async-is-not-at-once */
/* Takes "async" for "at the same time". */

const int seconds[] = { 3, 4, 7, 5, 4, 6 };
