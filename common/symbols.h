#ifndef SYMBOLS_H
#define SYMBOLS_H

/* What stands at an address of the program: function, file and line.
 *
 * The compiler writes that into the program (-g), as DWARF. elfutils' libdw reads it. It is loaded
 * when a report needs it and not before, so that a program starts as fast as without. Where it is
 * not installed, there are only the names that the dynamic linker knows.
 */

#include <stdbool.h>
#include <stddef.h>

struct symbols_place {
	const char *function;		/* NULL: not known */
	const char *file;		/* as the compiler was told it; NULL: not known */
	int line;
	bool is_runtime;		/* it belongs to common/ */
	bool is_library;		/* it has no source here: libc, say */
	const void *address;
};

struct symbols;

/* Load what is needed. Owns: the caller, until symbols_close(). Returns: NULL where libdw cannot
 * be loaded or has nothing to say; the other calls know what to do then. */
struct symbols *symbols_open(void);
void symbols_close(struct symbols *symbols);

/* What stands at [address], in [places], at most [room] of them. It is more than one where the
 * compiler has put functions into their callers: the innermost comes first. Valid until
 * symbols_close().
 * Returns: how many. */
size_t symbols_find(struct symbols *symbols, const void *address, struct symbols_place *places,
		    size_t room);

/* Which function it was that was called from where [returns_to] is the next instruction. The
 * stack does not always tell: what a function does last may take its place there. Valid until
 * symbols_close().
 * Returns: NULL where the compiler did not write it down. */
const char *symbols_called(struct symbols *symbols, const void *returns_to);

#endif
