#ifndef MEASURED_MEMORY_H
#define MEASURED_MEMORY_H

/* The memory of this process, by which the programs of bench/ measure. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What /proc/self/status says of [what], in bytes: "VmRSS", what is in memory now; "VmHWM", the
 * most that was. */
static inline double memory_bytes(const char *what)
{
	FILE *status = fopen("/proc/self/status", "re");
	char line[200];
	double kilobytes = 0;

	while (status != NULL && fgets(line, sizeof line, status) != NULL)
		if (strncmp(line, what, strlen(what)) == 0)
			kilobytes = atof(line + strlen(what) + 1);
	if (status != NULL)
		fclose(status);
	return kilobytes * 1024;
}

#endif
