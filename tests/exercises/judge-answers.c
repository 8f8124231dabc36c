/* Answers: the learner's array, read out of the object file that his compiler made, without running
 * any of it. The file is not trusted: libelf finds the symbol and its section, and all else is
 * checked here. */

#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

#include "judge-internal.h"

enum { ANSWERS_MAX = 64 << 10 };	/* bytes of an array */

struct object {
	int fd;
	Elf *elf;
};

static bool open_object(struct object *object)
{
	if (!judge.object)
		judge_broken("--object FILE is missing: the answers are read out of it");
	object->elf = NULL;
	object->fd = open(judge.object, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (object->fd < 0)
		judge_broken("%s cannot be opened", judge.object);
	if (elf_version(EV_CURRENT) != EV_NONE)
		object->elf = elf_begin(object->fd, ELF_C_READ, NULL);
	return object->elf && elf_kind(object->elf) == ELF_K_ELF;
}

static void close_object(struct object *object)
{
	elf_end(object->elf);
	close(object->fd);
}

/* The first section of [type] behind [section], or NULL. */
static Elf_Scn *next_section(struct object *object, Elf_Scn *section, GElf_Word type,
			     GElf_Shdr *header)
{
	while ((section = elf_nextscn(object->elf, section)) != NULL)
		if (gelf_getshdr(section, header) && header->sh_type == type)
			return section;
	return NULL;
}

/* Find the global array [name]. */
static bool find_symbol(struct object *object, const char *name, GElf_Sym *symbol)
{
	GElf_Shdr header;
	Elf_Scn *table = next_section(object, NULL, SHT_SYMTAB, &header);
	Elf_Data *data = table ? elf_getdata(table, NULL) : NULL;

	if (!data)
		return false;
	for (int i = 0; gelf_getsym(data, i, symbol); i++) {
		const char *found = elf_strptr(object->elf, header.sh_link, symbol->st_name);
		if (found && strcmp(found, name) == 0 &&
		    GELF_ST_TYPE(symbol->st_info) == STT_OBJECT && symbol->st_shndx != SHN_UNDEF &&
		    symbol->st_shndx < SHN_LORESERVE)
			return true;
	}
	return false;
}

/* Whether a part of the array is filled in only when the program is linked: a pointer, that is. */
static bool is_relocated(struct object *object, const GElf_Sym *symbol)
{
	GElf_Shdr header;
	Elf_Scn *section = NULL;

	while ((section = next_section(object, section, SHT_RELA, &header)) != NULL) {
		Elf_Data *data = elf_getdata(section, NULL);
		GElf_Rela relocation;
		if (header.sh_info != symbol->st_shndx)
			continue;
		for (int i = 0; data && gelf_getrela(data, i, &relocation); i++)
			if (relocation.r_offset - symbol->st_value < symbol->st_size)
				return true;
	}
	return false;
}

/* A copy of the array [name], of elements of [width] bytes. Returns: NULL where there is none of
 * constants. */
static char *read_array(const char *name, size_t width, int *count)
{
	struct object object;
	GElf_Sym symbol;
	GElf_Shdr header;
	char *array = NULL;

	*count = 0;
	if (!open_object(&object) || !find_symbol(&object, name, &symbol) ||
	    is_relocated(&object, &symbol))
		goto out;
	Elf_Scn *section = elf_getscn(object.elf, symbol.st_shndx);
	if (!section || !gelf_getshdr(section, &header) || symbol.st_size == 0 ||
	    symbol.st_size > ANSWERS_MAX || symbol.st_size % width != 0)
		goto out;
	Elf_Data *data = header.sh_type == SHT_NOBITS ? NULL : elf_getdata(section, NULL);
	if (data && (!data->d_buf || symbol.st_value > data->d_size ||
		     symbol.st_size > data->d_size - symbol.st_value))
		goto out;
	if (!data && header.sh_type != SHT_NOBITS)
		goto out;
	array = judge_keep(symbol.st_size);
	if (data)
		memcpy(array, (const char *)data->d_buf + symbol.st_value, symbol.st_size);
	*count = (int)(symbol.st_size / width);
out:
	close_object(&object);
	return array;
}

const char *const *answers_text(const char *name, size_t width, int *count)
{
	const char *array = read_array(name, width, count);
	const char **texts = judge_keep((size_t)(*count + 1) * sizeof(*texts));

	if (!array)
		return NULL;
	/* A sanitizer makes arrays longer, and fills them up with zeros. */
	while (*count > 0 && !array[(size_t)(*count - 1) * width])
		--*count;
	for (int i = 0; i < *count; i++) {
		const char *text = array + (size_t)i * width;
		texts[i] = judge_clean(text, strnlen(text, width), width);
	}
	return texts;
}

const int *answers_numbers(const char *name, int count)
{
	int found;
	const int *numbers = (const int *)read_array(name, sizeof(int), &found);

	for (int i = count; numbers && i < found; i++)
		if (numbers[i])
			return NULL;
	return found < count ? NULL : numbers;
}

const int *answers_list(const char *name, int *count)
{
	const int *numbers = (const int *)read_array(name, sizeof(int), count);

	while (numbers && *count > 0 && numbers[*count - 1] == 0)
		--*count;
	return numbers;
}
