#ifndef HANDIN_H
#define HANDIN_H

/* What students have handed in: a folder of folders, which may hold anything. Nothing of it is
 * trusted: no link is followed, and only files of the names that the exercises have are looked at.
 * None of these suspends. */

#include "tree.h"
#include "verdict.h"

struct student {
	const char *folder;		/* its name, as it is: any bytes but '/' */
	const char *name;		/* the same as text (TEXT_DATA) */
};

struct class {
	int fd;				/* of the folder of folders */
	struct student *students;	/* in the order of their folders' names */
	size_t count;
};

/* Find who has handed in. What is neither a folder nor a link is passed over, and so are names that
 * begin with a dot. Raises: Complaint if [folder] cannot be read or has no folders. */
int handin_open(struct class *class, const char *folder);
void *handin_close(void *class);

/* Copy what [student] has handed in for [exercise] to [to]. Returns: NULL if that is done; else
 * the verdict on what is there, or on that there is nothing. Raises: OSError, if the copy
 * cannot be written. */
struct verdict *handin_copy(const struct class *class, const struct student *student,
			    const struct exercise *exercise, const char *to);

#endif
