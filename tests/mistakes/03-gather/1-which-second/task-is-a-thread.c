/* feedback: first-turn */
/* Lets a task run beside a call that blocks, as a thread would. */

const int seconds[] = { 5, 4, 7, 5, 4, 4 };
