/* The program of chapter 3 itself: its text shows the Python beside it. */

#include "../../chapters/03-gather/1-in-turn.c"
