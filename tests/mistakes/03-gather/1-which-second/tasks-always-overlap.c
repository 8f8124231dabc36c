/* feedback: awaited-too-soon */
/* Lets tasks overlap, wherever they are awaited. */

const int seconds[] = { 5, 4, 5, 5, 4, 6 };
