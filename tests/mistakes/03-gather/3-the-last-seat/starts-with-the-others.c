/* feedback: other-schedule */
/* Lets Ben go first at once. He has not come yet. */

const int schedule[] = { 3, 2 };
