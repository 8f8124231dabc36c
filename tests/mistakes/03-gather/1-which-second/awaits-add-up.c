/* feedback: started-together */
/* Adds up two awaits, though both tasks were under way. */

const int seconds[] = { 5, 4, 7, 8, 4, 6 };
