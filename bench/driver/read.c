/* bench.json, checked: whoever writes one is told what is wrong with it, and where. */

#include "bench.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "async.h"
#include "web/json.h"

/* Where we are: "bench/switch/bench.json: row 2". */
struct place {
	const char *path;
	json_t *object;
};

static void complain(const struct place *place, const char *key, const char *what)
{
	async_raise(ValueError, "%s: \"%s\" %s", place->path, key, what);
}

/* ---- Values ---- */

static const char *text(const struct place *place, const char *key, bool needed)
{
	json_t *value = json_object_get(place->object, key);

	if (value ? !json_is_string(value) : needed) {
		complain(place, key, "has to be there, and a text");
		return "";
	}
	return async_strdup(value ? json_string_value(value) : "");
}

/* As text(), and NULL where it is not there. */
static const char *text_or_null(const struct place *place, const char *key)
{
	return json_object_get(place->object, key) ? text(place, key, true) : NULL;
}

/* A number; [otherwise], where there is none. */
static double number(const struct place *place, const char *key, double otherwise)
{
	json_t *value = json_object_get(place->object, key);

	if (value && !json_is_number(value))
		complain(place, key, "has to be a number");
	return json_is_number(value) ? json_number_value(value) : otherwise;
}

/* The same, a whole number of at least [otherwise]. */
static int count(const struct place *place, const char *key, int otherwise)
{
	double value = number(place, key, otherwise);

	if (value < otherwise || value > 1000) {
		complain(place, key, otherwise > 0 ? "has to be from 1 to 1000" :
						     "has to be from 0 to 1000");
		return otherwise;
	}
	return (int)value;
}

static bool truth(const struct place *place, const char *key, bool otherwise)
{
	json_t *value = json_object_get(place->object, key);

	if (value && !json_is_boolean(value))
		complain(place, key, "has to be true or false");
	return json_is_boolean(value) ? json_is_true(value) : otherwise;
}

static json_t *list(const struct place *place, const char *key)
{
	json_t *value = json_object_get(place->object, key);

	if (value && !json_is_array(value))
		complain(place, key, "has to be a list");
	return value;
}

/* ---- Aims ---- */

/* A row has its one aim among its own keys; several stand in a list, "aims". */
static void read_aim(struct aim *aim, const struct place *place)
{
	struct place ratio = { place->path, json_object_get(place->object, "aim_ratio") };

	*aim = (struct aim){
		.text = text(place, "aim", true), .of = text_or_null(place, "aim_of") ?: "async",
	};
	if (ratio.object) {
		aim->of = text_or_null(&ratio, "of") ?: aim->of;
		aim->to = text(&ratio, "to", true);
		aim->at_least = json_object_get(ratio.object, "at_least") != NULL;
		aim->bound = number(&ratio, aim->at_least ? "at_least" : "at_most", 0);
	} else {
		aim->at_least = !truth(place, "less_is_better", true);
		aim->bound = number(place, "aim_value", 0);
	}
	if (aim->bound <= 0)
		complain(place, "aim", "needs an \"aim_value\" or an \"aim_ratio\" above 0");
}

static void read_aims(struct row *row, const struct place *place)
{
	json_t *aims = list(place, "aims");
	bool one = json_object_get(place->object, "aim") != NULL;
	size_t i = 0;

	row->aims = async_alloc((json_array_size(aims) + one) * sizeof(*row->aims));
	if (!row->aims)
		return;
	if (one)
		read_aim(&row->aims[row->aim_count++], place);
	for (; i < json_array_size(aims); i++) {
		struct place at = { place->path, json_array_get(aims, i) };

		read_aim(&row->aims[row->aim_count], &at);
		if (!row->aims[row->aim_count].to)
			row->aims[row->aim_count].at_least = !row->less_is_better;
		row->aim_count++;
	}
}

/* ---- Rows ---- */

static const char *const *read_arguments(const struct place *place)
{
	json_t *arguments = list(place, "arguments");
	size_t count = json_array_size(arguments);
	const char **words = async_alloc((count + 1) * sizeof(*words));

	for (size_t i = 0; words && i < count; i++) {
		const char *word = json_string_value(json_array_get(arguments, i));

		if (!word)
			complain(place, "arguments", "has to be a list of texts");
		words[i] = async_strdup(word ?: "");
	}
	return words;
}

static void read_row(struct row *row, const struct place *place)
{
	*row = (struct row){
		.name = text(place, "name", true),
		.arguments = read_arguments(place),
		.figure = text(place, "figure", true),
		.unit = text(place, "unit", true),
		.less_is_better = truth(place, "less_is_better", true),
		.floor = text_or_null(place, "floor"),
		.processors = count(place, "processors", 1),
		.runs = count(place, "runs", 0),
		.size = number(place, "size", 0),
		.each = truth(place, "each", false),
	};
	read_aims(row, place);
}

static void read_rows(struct bench *bench, const struct place *place)
{
	json_t *rows = list(place, "rows");

	bench->row_count = json_array_size(rows);
	bench->rows = async_alloc(bench->row_count * sizeof(*bench->rows));
	if (bench->row_count == 0)
		complain(place, "rows", "has to name at least one");
	for (size_t i = 0; bench->rows && i < bench->row_count && !async_exception(); i++) {
		struct place row = {
			async_sprintf("%s: row %zu", place->path, i + 1), json_array_get(rows, i),
		};

		read_row(&bench->rows[i], &row);
	}
}

/* ---- The file ---- */

static json_t *load(const char *path)
{
	char buffer[64 * 1024];
	FILE *file = fopen(path, "re");
	size_t size;

	if (!file)
		return async_raise(OSError, "cannot read %s: %s", path, strerror(errno));
	size = fread(buffer, 1, sizeof(buffer), file);
	if (ferror(file) || size == sizeof(buffer))
		async_raise(OSError, "cannot read %s: %s", path,
			    ferror(file) ? strerror(errno) : "it is too large");
	fclose(file);
	if (async_exception())
		return NULL;

	json_t *document = async_json_loads(buffer, size);
	EXCEPTION(e);
	if (EXCEPT(JSONDecodeError, e))
		return async_raise_from(NULL, ValueError, "%s is not JSON: %s", path, e->message);
	return document;
}

void bench_read(struct bench *bench, const char *path)
{
	struct place place = { path, load(path) };
	const char *with;

	if (!place.object)
		return;
	bench->title = text(&place, "title", true);
	bench->what = text(&place, "what", true);
	bench->unfair = text(&place, "unfair", true);
	bench->prepare = text_or_null(&place, "prepare");
	with = text(&place, "with", false);
	if (strcmp(with, "load") == 0)
		bench->partner = PARTNER_LOAD;
	else if (strcmp(with, "server") == 0)
		bench->partner = PARTNER_SERVER;
	else if (*with)
		complain(&place, "with", "has to be \"load\" or \"server\"");
	read_rows(bench, &place);
}
