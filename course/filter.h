#ifndef FILTER_H
#define FILTER_H

/* The system calls that a judged program may make, as a seccomp filter for bubblewrap. */

#include <stdbool.h>

/* Write the filter to [fd]; with [network] it lets sockets be made. Returns: 0, or a negative errno
 * value. */
int filter_write(int fd, bool network);

#endif
