#ifndef AXIS_H
#define AXIS_H

/* Round numbers for the axes of pictures, in a terminal and in a file. */

/* The first of 1, 2, 5, 10, 20, ... (or 0.5, 0.2, ...) that lies at most [most] times in
 * [length]. */
double axis_step(double length, int most);

#endif
