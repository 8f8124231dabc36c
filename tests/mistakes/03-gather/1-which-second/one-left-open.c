/* feedback: not-predicted */
/* Predicts five of the six. */

const int seconds[] = { 5, 4, 7, 5, 4, -1 };
