#include "symbols.h"

#include <dlfcn.h>

/* Where there is no libdw. */
static size_t ask_linker(const void *address, struct symbols_place *place)
{
	Dl_info info;

	if (dladdr(address, &info) == 0 || info.dli_sname == NULL)
		return 0;
	*place = (struct symbols_place){
		.function = info.dli_sname, .is_library = true, .address = address,
	};
	return 1;
}

#if __has_include(<elfutils/libdwfl.h>)

#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "heap.h"

/* What we use of libdw: each function as libdw.X. */
#define LIBDW(use)										\
	use(dwarf_attr) use(dwarf_attr_integrate) use(dwarf_child) use(dwarf_diename)		\
	use(dwarf_filesrc) use(dwarf_formaddr) use(dwarf_formref_die) use(dwarf_formstring)	\
	use(dwarf_formudata) use(dwarf_getscopes) use(dwarf_getscopes_die)			\
	use(dwarf_getsrc_die) use(dwarf_getsrcfiles) use(dwarf_haspc) use(dwarf_lineno)		\
	use(dwarf_linesrc) use(dwarf_siblingof) use(dwarf_tag) use(dwfl_addrmodule)		\
	use(dwfl_begin) use(dwfl_end) use(dwfl_linux_proc_find_elf)				\
	use(dwfl_linux_proc_report) use(dwfl_module_addrdie) use(dwfl_module_addrname)		\
	use(dwfl_module_nextcu) use(dwfl_report_end)

#define DECLARE(name) __typeof__(name) *name;
static struct { LIBDW(DECLARE) } libdw;

struct symbols {
	Dwfl *dwfl;
	Dwfl_Callbacks callbacks;
	Dwfl_Module *program;		/* what this very file is in; all else are libraries */
	const char *runtime;		/* the path of this file, */
	size_t runtime_length;		/* and how much of it is the folder */
};

/* What the compiler wrote of one of its runs: a unit. */
struct unit {
	const struct symbols *symbols;
	Dwarf_Die *die;			/* NULL: there is none */
	Dwarf_Addr bias;		/* in memory, addresses are that much higher */
	const char *folder;		/* in which the compiler ran */
	bool is_program;
};

/* ---- Files ---- */

/* [file] without the folder in which the compiler ran: as the compiler was told it. */
static const char *as_told(const struct unit *u, const char *file)
{
	size_t length = u->folder != NULL ? strlen(u->folder) : 0;

	if (file != NULL && length > 0 && strncmp(file, u->folder, length) == 0 &&
	    file[length] == '/')
		file += length + 1;
	return file;
}

static bool is_runtime(const struct symbols *s, const char *file)
{
	return file != NULL && s->runtime != NULL &&
	       strncmp(file, s->runtime, s->runtime_length) == 0 &&
	       strchr(file + s->runtime_length, '/') == NULL;
}

/* A library may be the program's own, as one that a learner's part of it was made into: then its
 * source is here. [file] is as the compiler was told it. */
static bool has_source(const struct unit *u, const char *file)
{
	char path[PATH_MAX];

	if (file == NULL)
		return false;
	if (u->is_program)
		return true;
	snprintf(path, sizeof path, "%s/%s", u->folder != NULL ? u->folder : "", file);
	return access(file[0] == '/' ? file : path, F_OK) == 0;
}

static struct symbols_place place_of(const struct unit *u, const char *function, const char *file,
				     int line)
{
	return (struct symbols_place){
		.function = function,
		.file = file,
		.line = line,
		.is_runtime = u->is_program && is_runtime(u->symbols, file),
		.is_library = !has_source(u, file),
	};
}

/* ---- Functions ---- */

static Dwarf_Word number_of(Dwarf_Die *die, unsigned name)
{
	Dwarf_Attribute attribute;
	Dwarf_Word number = 0;

	if (libdw.dwarf_attr_integrate(die, name, &attribute) != NULL)
		libdw.dwarf_formudata(&attribute, &number);
	return number;
}

/* [scope] was put into its caller: where in that one. */
static void go_to_caller(const struct unit *u, Dwarf_Die *scope, const char **file, int *line)
{
	Dwarf_Word number = number_of(scope, DW_AT_call_file);
	Dwarf_Files *files;
	size_t count;

	if (libdw.dwarf_getsrcfiles(u->die, &files, &count) == 0)
		*file = as_told(u, libdw.dwarf_filesrc(files, number, NULL, NULL));
	*line = (int)number_of(scope, DW_AT_call_line);
}

/* The compiler may cut a function in two, of which the second is in the first: one is enough. */
static bool is_split(Dwarf_Die *scope, const struct symbols_place *inner, int line)
{
	const char *name = libdw.dwarf_diename(scope);

	return name != NULL && inner->function != NULL && strcmp(inner->function, name) == 0 &&
	       (Dwarf_Word)line == number_of(scope, DW_AT_decl_line);
}

/* The functions that [scopes] are in, up to one that was not put into its caller. */
static size_t walk_scopes(const struct unit *u, Dwarf_Die *scopes, int count, const char *file,
			  int line, struct symbols_place *places, size_t room)
{
	size_t found = 0;

	for (int i = 0; i < count && found < room; i++) {
		int tag = libdw.dwarf_tag(&scopes[i]);

		if (tag != DW_TAG_inlined_subroutine && tag != DW_TAG_subprogram)
			continue;
		if (found == 0 || !is_split(&scopes[i], &places[found - 1], line))
			places[found++] = place_of(u, libdw.dwarf_diename(&scopes[i]), file, line);
		if (tag == DW_TAG_subprogram)
			break;
		go_to_caller(u, &scopes[i], &file, &line);
	}
	return found;
}

/* The scopes that [pc] is in, the innermost first, each in the next, as the code stands (and not as
 * the source does, where a function was put into another). Owns: the caller, by free(). */
static int find_scopes(const struct unit *u, Dwarf_Addr pc, Dwarf_Die **scopes)
{
	Dwarf_Die *innermost = NULL;
	int count = libdw.dwarf_getscopes(u->die, pc, &innermost);

	*scopes = NULL;
	if (count > 0)
		count = libdw.dwarf_getscopes_die(&innermost[0], scopes);
	free(innermost);
	return count;
}

static size_t find_in_unit(const struct unit *u, Dwarf_Addr pc, struct symbols_place *places,
			   size_t room)
{
	Dwarf_Line *at = libdw.dwarf_getsrc_die(u->die, pc);
	Dwarf_Die *scopes;
	const char *file = NULL;
	int line = 0, count;
	size_t found;

	if (at != NULL && libdw.dwarf_lineno(at, &line) == 0)
		file = as_told(u, libdw.dwarf_linesrc(at, NULL, NULL));
	count = find_scopes(u, pc, &scopes);
	found = walk_scopes(u, scopes, count, file, line, places, room);
	free(scopes);
	if (found == 0 && file != NULL)
		places[found++] = place_of(u, NULL, file, line);
	return found;
}

/* ---- Addresses ---- */

static struct unit find_unit(const struct symbols *s, Dwfl_Module *module, Dwarf_Addr pc)
{
	struct unit u = { .symbols = s, .is_program = module == s->program };
	Dwarf_Attribute folder;

	u.die = libdw.dwfl_module_addrdie(module, pc, &u.bias);
	if (u.die == NULL)		/* clang writes no list of who has which address */
		while ((u.die = libdw.dwfl_module_nextcu(module, u.die, &u.bias)) != NULL &&
		       libdw.dwarf_haspc(u.die, pc - u.bias) != 1)
			;
	if (u.die != NULL && libdw.dwarf_attr_integrate(u.die, DW_AT_comp_dir, &folder) != NULL)
		u.folder = libdw.dwarf_formstring(&folder);
	return u;
}

size_t symbols_find(struct symbols *s, const void *address, struct symbols_place *places,
		    size_t room)
{
	Dwarf_Addr pc = (uintptr_t)address;
	Dwfl_Module *module = s != NULL ? libdw.dwfl_addrmodule(s->dwfl, pc) : NULL;
	struct unit u;
	size_t found = 0;

	if (room == 0)
		return 0;
	if (module == NULL)
		return ask_linker(address, places);
	u = find_unit(s, module, pc);
	if (u.die != NULL)
		found = find_in_unit(&u, pc - u.bias, places, room);
	if (found == 0)
		places[found++] = place_of(&u, NULL, NULL, 0);
	if (places[0].function == NULL)
		places[0].function = libdw.dwfl_module_addrname(module, pc);
	for (size_t i = 0; i < found; i++)
		places[i].address = address;
	return found;
}

/* ---- Calls ---- */

static bool returns_to(Dwarf_Die *call, Dwarf_Addr pc)
{
	Dwarf_Attribute attribute;
	Dwarf_Addr address;

	return libdw.dwarf_tag(call) == DW_TAG_call_site &&
	       libdw.dwarf_attr(call, DW_AT_call_return_pc, &attribute) != NULL &&
	       libdw.dwarf_formaddr(&attribute, &address) == 0 && address == pc;
}

static const char *name_of_called(Dwarf_Die *call)
{
	Dwarf_Attribute attribute;
	Dwarf_Die called;

	if (libdw.dwarf_attr(call, DW_AT_call_origin, &attribute) == NULL ||
	    libdw.dwarf_formref_die(&attribute, &called) == NULL)
		return NULL;
	return libdw.dwarf_diename(&called);
}

/* The calls of a function stand in it, or in its blocks, or in what was put into it. */
static const char *find_call(Dwarf_Die *scope, Dwarf_Addr pc)
{
	const char *name = NULL;
	Dwarf_Die die;
	bool more;

	for (more = libdw.dwarf_child(scope, &die) == 0; more && name == NULL;
	     more = libdw.dwarf_siblingof(&die, &die) == 0) {
		int tag = libdw.dwarf_tag(&die);

		if (returns_to(&die, pc))
			return name_of_called(&die);
		if (tag == DW_TAG_lexical_block || tag == DW_TAG_inlined_subroutine)
			name = find_call(&die, pc);
	}
	return name;
}

const char *symbols_called(struct symbols *s, const void *returns_to)
{
	Dwarf_Addr pc = (uintptr_t)returns_to;
	Dwfl_Module *module = s != NULL ? libdw.dwfl_addrmodule(s->dwfl, pc) : NULL;
	struct unit u = { 0 };
	Dwarf_Die *scopes = NULL;
	const char *name = NULL;
	int count = 0;

	if (module != NULL)
		u = find_unit(s, module, pc - 1);
	if (u.die != NULL)
		count = find_scopes(&u, pc - 1 - u.bias, &scopes);
	for (int i = 0; i < count && name == NULL; i++)
		if (libdw.dwarf_tag(&scopes[i]) != DW_TAG_compile_unit)
			name = find_call(&scopes[i], pc - u.bias);
	free(scopes);
	return name;
}

/* ---- Life ---- */

static bool is_loaded;			/* and stays so */

static void load(void)
{
	void *library = dlopen("libdw.so.1", RTLD_NOW | RTLD_LOCAL);

	if (library == NULL)
		return;
#define LOAD(name) && (libdw.name = (__typeof__(libdw.name))dlsym(library, #name)) != NULL
	is_loaded = true LIBDW(LOAD);
	if (!is_loaded)
		dlclose(library);
}

/* What is not in the program is not asked for, least of all in the network. */
static int find_no_debuginfo(Dwfl_Module *module, void **user, const char *name, Dwarf_Addr base,
			     const char *file, const char *link, GElf_Word crc, char **found)
{
	(void)module, (void)user, (void)name, (void)base;
	(void)file, (void)link, (void)crc, (void)found;
	return -1;
}

/* The folder of this file is that of common/. */
static bool find_runtime(struct symbols *s)
{
	struct symbols_place here = { 0 };
	const char *slash;

	s->program = libdw.dwfl_addrmodule(s->dwfl, (uintptr_t)symbols_find);
	symbols_find(s, (const void *)symbols_find, &here, 1);
	slash = here.file != NULL ? strrchr(here.file, '/') : NULL;
	if (slash == NULL)
		return false;
	s->runtime = here.file;
	s->runtime_length = (size_t)(slash - here.file) + 1;
	return true;
}

struct symbols *symbols_open(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;	/* several threads may have loops */
	struct symbols *s;

	pthread_once(&once, load);
	s = is_loaded ? heap_get(sizeof *s) : NULL;
	if (s == NULL)
		return NULL;
	s->callbacks.find_elf = libdw.dwfl_linux_proc_find_elf;
	s->callbacks.find_debuginfo = find_no_debuginfo;
	s->dwfl = libdw.dwfl_begin(&s->callbacks);
	if (s->dwfl != NULL && libdw.dwfl_linux_proc_report(s->dwfl, getpid()) == 0 &&
	    libdw.dwfl_report_end(s->dwfl, NULL, NULL) == 0 && find_runtime(s))
		return s;
	symbols_close(s);
	return NULL;
}

void symbols_close(struct symbols *s)
{
	if (s == NULL)
		return;
	if (s->dwfl != NULL)
		libdw.dwfl_end(s->dwfl);
	heap_put(s);
}

#else

struct symbols *symbols_open(void)
{
	return NULL;
}

void symbols_close(struct symbols *s)
{
	(void)s;
}

size_t symbols_find(struct symbols *s, const void *address, struct symbols_place *places,
		    size_t room)
{
	(void)s;
	return room > 0 ? ask_linker(address, places) : 0;
}

const char *symbols_called(struct symbols *s, const void *returns_to)
{
	(void)s;
	(void)returns_to;
	return NULL;
}

#endif
