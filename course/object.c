#include "object.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <gelf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "async.h"
#include "text.h"
#include "tree.h"

struct object {
	Elf *elf;
	int fd;
	size_t section_names;		/* the section they are in */
	Elf_Data *symbols;
	size_t symbol_names;
	size_t symbol_count;
};

static void object_close(struct object *object)
{
	elf_end(object->elf);
	if (object->fd >= 0)
		close(object->fd);
}

static const char *object_open(struct object *object, const char *path)
{
	Elf_Scn *section = NULL;
	GElf_Ehdr header;
	GElf_Shdr table;

	elf_version(EV_CURRENT);
	object->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (object->fd < 0)
		return strerror(errno);
	object->elf = elf_begin(object->fd, ELF_C_READ, NULL);
	if (!object->elf || !gelf_getehdr(object->elf, &header) || header.e_type != ET_REL ||
	    elf_getshdrstrndx(object->elf, &object->section_names) != 0)
		return "not an object file";
	while ((section = elf_nextscn(object->elf, section))) {
		if (!gelf_getshdr(section, &table))
			return elf_errmsg(-1);
		if (table.sh_type != SHT_SYMTAB || table.sh_entsize == 0)
			continue;
		object->symbols = elf_getdata(section, NULL);
		object->symbol_names = table.sh_link;
		object->symbol_count = table.sh_size / table.sh_entsize;
	}
	return object->symbols ? NULL : "no symbols";
}

static bool object_symbol(const struct object *object, size_t i, GElf_Sym *symbol,
			  const char **name)
{
	if (i >= object->symbol_count || !gelf_getsym(object->symbols, (int)i, symbol))
		return false;
	*name = elf_strptr(object->elf, object->symbol_names, symbol->st_name);
	if (!*name)
		*name = "";
	return true;
}

static bool object_defines(const struct object *object, const char *wanted)
{
	GElf_Sym symbol;
	const char *name;

	for (size_t i = 1; object_symbol(object, i, &symbol, &name); i++)
		if (symbol.st_shndx != SHN_UNDEF && GELF_ST_BIND(symbol.st_info) == STB_GLOBAL &&
		    strcmp(name, wanted) == 0)
			return true;
	return false;
}

/* ---- Findings ---- */

/* [rule] is what to do about it. */
static json_t *finding(const char *feedback, const char *rule)
{
	return json_pack("{s:s, s:s}", "feedback", feedback, "rule", rule);
}

static bool begins_with(const char *string, const char *const beginnings[])
{
	for (size_t i = 0; beginnings[i]; i++)
		if (strncmp(string, beginnings[i], strlen(beginnings[i])) == 0)
			return true;
	return false;
}

/* What compilers make of C, each with more behind it: ".text.startup", ".rela.text". A table that
 * were loaded with the program, as a ".rela.plt" of one's own, would be taken for the linker's. */
static bool is_usual(const char *name, GElf_Xword flags)
{
	static const char *const code[] = { ".text", NULL };
	static const char *const loaded[] = {
		".text", ".data", ".bss", ".rodata", ".tdata", ".tbss", ".eh_frame",
		".note.gnu.property", NULL,
	};
	static const char *const tables[] = {
		".comment", ".debug_", ".rela", ".symtab", ".strtab", ".shstrtab", ".group",
		".note.GNU-stack", ".llvm_addrsig", NULL,
	};

	if (flags & SHF_EXECINSTR)
		return begins_with(name, code) && !(flags & SHF_WRITE);
	return begins_with(name, flags & SHF_ALLOC ? loaded : tables);
}

/* What the kernel would not load is never started, and so could not be judged. */
static json_t *find_too_much_data(const struct object *object)
{
	const size_t most = 64 << 20;
	size_t room = most;
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(object->elf, section)) && gelf_getshdr(section, &header)) {
		if (!(header.sh_flags & SHF_ALLOC))
			continue;
		if (header.sh_addralign > room || header.sh_size > room - header.sh_addralign)
			return finding(FINDING_DATA, async_sprintf(
				"The global and static variables take more than %zu MiB. Look for "
				"an array of enormous size.", most >> 20));
		room -= header.sh_size + header.sh_addralign;
	}
	return NULL;
}

static json_t *find_odd_section(const struct object *object)
{
	static const char *const early[] = {
		".init", ".fini", ".preinit", ".ctors", ".dtors", "__libc_", NULL,
	};
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	int tables = 0;		/* of symbols: of two, each reader may believe another one */

	while ((section = elf_nextscn(object->elf, section)) && gelf_getshdr(section, &header)) {
		const char *name =
			elf_strptr(object->elf, object->section_names, header.sh_name) ?: "";

		if (header.sh_type == SHT_INIT_ARRAY || header.sh_type == SHT_FINI_ARRAY ||
		    header.sh_type == SHT_PREINIT_ARRAY || begins_with(name, early))
			return finding(FINDING_EARLY, async_sprintf(
				"The section %s holds what runs before or after main(); "
				"nothing may here. Take out the attributes constructor and "
				"destructor.", text_line(name)));
		tables += header.sh_type == SHT_SYMTAB;
		if (!is_usual(name, header.sh_flags) || tables > 1)
			return finding(FINDING_UNUSUAL, async_sprintf(
				"The object file has a section %s, which C does not need. "
				"Take out assembler and section attributes.", text_line(name)));
	}
	return NULL;
}

static json_t *find_odd_symbol(const struct object *object)
{
	static const char *const sanitizers[] = {
		"__asan_", "__lsan_", "__ubsan_", "__tsan_", "__msan_", "__sanitizer_", NULL,
	};
	GElf_Sym symbol;
	const char *name;

	for (size_t i = 1; object_symbol(object, i, &symbol, &name); i++) {
		int bind = GELF_ST_BIND(symbol.st_info);

		if (GELF_ST_TYPE(symbol.st_info) == STT_GNU_IFUNC)
			return finding(FINDING_EARLY, async_sprintf(
				"What chooses the function %s runs before main(), and nothing may "
				"here. Take out the attribute ifunc.", text_line(name)));
		if (symbol.st_shndx == SHN_UNDEF)
			continue;
		if (symbol.st_shndx == SHN_COMMON || (bind != STB_LOCAL && bind != STB_GLOBAL))
			return finding(FINDING_UNUSUAL, async_sprintf(
				"The name %s is weak, common or unique, which no exercise needs. "
				"Define it in the ordinary way.", text_line(name)));
		if (begins_with(name, sanitizers))
			return finding(FINDING_UNUSUAL, async_sprintf(
				"The name %s belongs to a sanitizer, which looks for errors in "
				"memory. Take it out, and let it look.", text_line(name)));
	}
	return NULL;
}

static json_t *find_missing(const struct object *object, char *names)
{
	char *rest;

	for (char *line = strtok_r(names, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		const char *name = strcmp(line, "exercise_main") == 0 ? "main" : line;

		if (!object_defines(object, name))
			return finding(FINDING_MISSING, async_sprintf(
				"The exercise uses %s by its name, but your file does not define "
				"it. Put it back as the starter had it, and not static.", name));
	}
	return NULL;
}

/* ---- Allowed ---- */

/* Whether a line of the list is for [name]. A line is "PATTERN" or "- PATTERN ADVICE", which is a
 * refusal with advice. */
static bool is_allowed(const char *name, const char *list, const char **advice)
{
	for (const char *line = list; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		const char *start = line + (line[0] == '-' ? strspn(line, "- ") : 0);
		int length = (int)strcspn(start, " \n");
		const char *behind = start + length + strspn(start + length, " ");
		char pattern[64];

		snprintf(pattern, sizeof(pattern), "%.*s", length, start);
		if (line[0] == '#' || length == 0 || fnmatch(pattern, name, 0) != 0)
			continue;
		if (line[0] == '-')
			*advice = async_sprintf("%.*s", (int)strcspn(behind, "\n"), behind);
		return line[0] != '-';
	}
	return false;
}

static json_t *find_forbidden(const struct object *object, const struct object *stage,
			      const char *list)
{
	GElf_Sym symbol;
	const char *name;

	for (size_t i = 1; object_symbol(object, i, &symbol, &name); i++) {
		const char *advice = "An exercise has no need of it: do without.";
		/* Nobody needs to call main(), and a scene is not made to be played
		 * inside of itself. */
		bool given = object_defines(stage, name) && strcmp(name, "main") != 0;

		if (symbol.st_shndx == SHN_UNDEF && !given && !is_allowed(name, list, &advice))
			return finding(FINDING_FORBIDDEN, async_sprintf(
				"Your file uses %s, which is not among the functions that "
				"exercises may use (" TREE_ALLOWED "). %s",
				text_line(name), advice));
	}
	return NULL;
}

/* ---- Instructions ---- */

static bool is_system_call(const unsigned char *code, size_t offset, size_t size, unsigned machine)
{
	const unsigned char *at = code + offset;

	if (machine == EM_AARCH64)		/* svc, whatever its number */
		return offset % 4 == 0 && size - offset >= 4 && at[3] == 0xd4 &&
		       (at[2] & 0xe0) == 0 && (at[0] & 0x1f) == 1;
	if (size - offset < 2)
		return false;
	return (at[0] == 0x0f && (at[1] == 0x05 || at[1] == 0x34)) ||
	       (at[0] == 0xcd && at[1] == 0x80);
}

/* The function that [offset] of section [index] lies in, as the symbols tell. */
static const char *function_at(const struct object *object, size_t index, size_t offset)
{
	const char *name, *best = "unknown";
	GElf_Sym symbol;

	for (size_t i = 1; object_symbol(object, i, &symbol, &name); i++)
		if (symbol.st_shndx == index && GELF_ST_TYPE(symbol.st_info) == STT_FUNC &&
		    offset >= symbol.st_value && offset < symbol.st_value + symbol.st_size)
			best = name;
	return best;
}

/* The bytes may also be part of a number, which is why nobody is accused: on x86 code can be
 * entered at any byte. */
static json_t *find_system_call(const struct object *object)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	GElf_Ehdr file;
	Elf_Data *data;

	gelf_getehdr(object->elf, &file);
	while ((section = elf_nextscn(object->elf, section)) && gelf_getshdr(section, &header)) {
		if (!(header.sh_flags & SHF_EXECINSTR) || !(data = elf_getdata(section, NULL)) ||
		    !data->d_buf)
			continue;
		for (size_t i = 0; i < data->d_size; i++)
			if (is_system_call(data->d_buf, i, data->d_size, file.e_machine))
				return finding(FINDING_SYSCALL, async_sprintf(
					"The function %s has bytes that may be a system call "
					"without libc. They may also be a number: somebody "
					"has to look at it.",
					text_line(function_at(object, elf_ndxscn(section), i))));
	}
	return NULL;
}

/* ---- All of it ---- */

json_t *object_inspect(const char *object_path, const char *names_path, const char *stage_path,
		       const char *allowed_path, const char **problem)
{
	struct object object __attribute__((cleanup(object_close))) = { .fd = -1 };
	struct object stage __attribute__((cleanup(object_close))) = { .fd = -1 };
	char *names = tree_read_file(names_path), *allowed = tree_read_file(allowed_path);
	const char *reason = object_open(&object, object_path);
	json_t *found;

	if (!reason)
		reason = object_open(&stage, stage_path);
	if (reason || !names || !allowed) {
		*problem = async_sprintf("%s cannot be looked into: %s\n", object_path,
					 reason ? reason : "what it may use is not known");
		return NULL;
	}
	found = find_missing(&object, names);
	found = found ? found : find_odd_section(&object);
	found = found ? found : find_too_much_data(&object);
	found = found ? found : find_odd_symbol(&object);
	found = found ? found : find_forbidden(&object, &stage, allowed);
	found = found ? found : find_system_call(&object);
	return found ? found : json_null();
}

int object_main(int argc, char **argv)
{
	const char *problem = "usage: course inspect OBJECT NAMES STAGE ALLOWED\n";
	json_t *found =
		argc == 5 ? object_inspect(argv[1], argv[2], argv[3], argv[4], &problem) : NULL;

	if (!found) {
		fputs(problem, stderr);
		return 1;
	}
	return json_dumpf(found, stdout, JSON_ENCODE_ANY) < 0 || fflush(stdout) < 0 ? 1 : 0;
}
