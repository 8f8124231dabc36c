/* course dev: what authors need. `course dev check` looks whether every exercise is as it should
 * be, with all that belongs to it. */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "async.h"
#include "command.h"
#include "dev.h"
#include "screen.h"
#include "text.h"

void dev_tell(struct dev *dev, const char *where, const char *format, ...)
{
	va_list arguments;
	char *what;

	va_start(arguments, format);
	int length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	what = async_alloc((size_t)length + 1);
	/* Room for 16 more, whenever a row of 16 is full. */
	if (dev->count % 16 == 0) {
		struct finding *more = async_alloc((dev->count + 16) * sizeof(*more));

		if (more && dev->count > 0)
			memcpy(more, dev->findings, dev->count * sizeof(*more));
		dev->findings = more;
	}
	if (async_exception())
		return;
	va_start(arguments, format);
	vsnprintf(what, (size_t)length + 1, format, arguments);
	va_end(arguments);
	dev->findings[dev->count++] = (struct finding){ where, what };
}

static void print_json(const struct dev *dev)
{
	json_t *findings = json_array(), *all;

	for (size_t i = 0; i < dev->count; i++)
		json_array_append_new(findings, json_pack("{s:s, s:s}",
			"where", text_line(dev->findings[i].where),
			"what", text_line(dev->findings[i].what)));
	all = json_pack("{s:i, s:i, s:o}", "exercises", (int)dev->chosen.count,
			"mistakes", (int)dev->mistakes, "wrong", findings);
	json_dumpf(all, stdout, JSON_INDENT(2));
	putchar('\n');
}

static void print(const struct dev *dev)
{
	const char *mark = paint(dev->count ? PAINT_BAD : PAINT_GOOD);

	for (size_t i = 0; i < dev->count; i++)
		printf("%s%s%s: %s.\n", paint(PAINT_BOLD), text_line(dev->findings[i].where),
		       paint(PAINT_OFF), text_line(dev->findings[i].what));
	printf("%s%zu exercise%s, %zu mistakes, ", mark, dev->chosen.count,
	       dev->chosen.count == 1 ? "" : "s", dev->mistakes);
	if (dev->count == 0)
		printf("all as they should be%s\n", paint(PAINT_OFF));
	else
		printf("%zu thing%s to put right%s\n", dev->count, dev->count == 1 ? "" : "s",
		       paint(PAINT_OFF));
}

int command_dev(const struct tree *tree, const struct options *options)
{
	/* Authors work in the tree, wherever they call us from. */
	const struct tree here = {
		.root = tree->root, .build = tree->build, .self = tree->self, .work = tree->root,
	};
	struct dev dev = { .tree = &here, .everything = !options->arguments[1] };

	if (strcmp(options->arguments[0], "check") != 0)
		async_raise(Complaint, "There is no command \"dev %s\"; there is: course dev check",
			    text_line(options->arguments[0]));
	if (async_exception())
		return 2;
	AWAIT(tree_exercises(&here, (const char *const[]){ NULL }, &dev.all));
	AWAIT(tree_exercises(&here, options->arguments + 1, &dev.chosen));
	dev_check_files(&dev);
	for (size_t i = 0; i < dev.chosen.count; i++) {
		dev_check_description(&dev, &dev.chosen.list[i]);
		dev_check_form(&dev, &dev.chosen.list[i]);
		dev_check_taught(&dev, &dev.chosen.list[i]);
	}
	if (!async_exception())
		AWAIT(dev_check_verdicts(&dev));
	if (async_exception())
		return 2;
	if (options->json)
		print_json(&dev);
	else
		print(&dev);
	return dev.count > 0 ? 1 : 0;
}
