#include "changes.h"

#include <errno.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "async.h"

/* In seconds: between two looks at what inotify does not watch, and at what it does, which should
 * not be needed; and for how long a file that is saved may be gone, since some editors put the old
 * one away first. */
#define PERIOD 0.5
#define WATCHED_PERIOD 2.0
#define ABSENCE 0.2

struct stamp {				/* of a file: another one, another stamp; all 0: no file */
	struct timespec modified;
	off_t size;
	ino_t number;
};

struct changes {
	bool only_polling;
	int fd, watch;			/* of inotify; -1: none */
	char path[PATH_MAX];
	const char *name;		/* its last part */
	struct stamp seen;
	struct async_event *noticed;
};

static struct stamp look(const struct changes *changes)
{
	struct stat status;

	if (!changes->name || stat(changes->path, &status) < 0)
		return (struct stamp){ .size = 0 };
	return (struct stamp){ status.st_mtim, status.st_size, status.st_ino };
}

static bool same(struct stamp a, struct stamp b)
{
	return a.modified.tv_sec == b.modified.tv_sec &&
	       a.modified.tv_nsec == b.modified.tv_nsec && a.size == b.size &&
	       a.number == b.number;
}

/* ---- inotify ---- */

static void unwatch(struct changes *changes)
{
	if (changes->watch >= 0)
		inotify_rm_watch(changes->fd, changes->watch);
	changes->watch = -1;
}

static void take_event(struct changes *changes, const struct inotify_event *event)
{
	if (event->wd == changes->watch && (event->mask & IN_MOVE_SELF))
		unwatch(changes);
	if (event->wd == changes->watch && (event->mask & IN_IGNORED))
		changes->watch = -1;	/* the folder is gone: look for it now and then */
	if ((event->mask & (IN_Q_OVERFLOW | IN_IGNORED | IN_MOVE_SELF)) ||
	    (event->wd == changes->watch && event->len > 0 &&
	     strcmp(event->name, changes->name) == 0))
		async_event_set(changes->noticed);
}

static void on_events(void *arg)
{
	struct changes *changes = arg;
	char events[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t size = read(changes->fd, events, sizeof(events));

	for (char *next = events; next < events + size;) {
		const struct inotify_event *event = (const struct inotify_event *)next;

		take_event(changes, event);
		next += sizeof(*event) + event->len;
	}
}

/* Folders that others change behind our kernel's back. */
static bool is_remote(const char *folder)
{
	static const uint32_t kinds[] = {
		NFS_SUPER_MAGIC, SMB_SUPER_MAGIC, CIFS_SUPER_MAGIC, SMB2_SUPER_MAGIC,
		V9FS_MAGIC, FUSE_SUPER_MAGIC, CEPH_SUPER_MAGIC, AFS_SUPER_MAGIC,
		CODA_SUPER_MAGIC, 0x786f4256 /* a folder that VirtualBox shares */,
	};
	struct statfs about;

	if (statfs(folder, &about) < 0)
		return false;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if ((uint32_t)about.f_type == kinds[i])
			return true;
	return false;
}

static void watch(struct changes *changes)
{
	enum { WHAT = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_MOVE_SELF |
		      IN_ONLYDIR };
	char folder[PATH_MAX];

	if (changes->only_polling || changes->fd < 0 || changes->watch >= 0 || !changes->name)
		return;
	snprintf(folder, sizeof(folder), "%.*s", (int)(changes->name - changes->path),
		 changes->path);
	if (!is_remote(folder))
		changes->watch = inotify_add_watch(changes->fd, folder, WHAT);
}

/* ---- Interface ---- */

struct changes *changes_open(void)
{
	struct changes *changes = async_alloc(sizeof(*changes));
	const char *means = getenv("COURSE_WATCH");

	if (!changes)
		return NULL;
	changes->noticed = async_event();
	changes->only_polling = means && strcmp(means, "poll") == 0;
	changes->watch = -1;
	changes->fd = changes->only_polling ? -1 : inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (changes->fd >= 0)
		async_loop_add_reader(NULL, changes->fd, on_events, changes);
	return changes->noticed ? changes : NULL;
}

void *changes_close(void *arg)
{
	struct changes *changes = arg;

	if (changes && changes->fd >= 0) {
		async_loop_remove_reader(NULL, changes->fd);
		close(changes->fd);
		changes->fd = -1;
	}
	return NULL;
}

void changes_follow(struct changes *changes, const char *path)
{
	unwatch(changes);
	snprintf(changes->path, sizeof(changes->path), "%s", path);
	changes->name = strrchr(changes->path, '/') + 1;
	/* Watched before it is looked at: what happens between the two is not missed. */
	watch(changes);
	changes->seen = look(changes);
	async_event_set(changes->noticed);
}

const char *changes_means(const struct changes *changes)
{
	return changes->watch >= 0 ? "inotify" : "polling";
}

/* Wait for a sign that the file has changed; one that is not watched is looked at now and then. */
ASYNC static int wait_for_sign(struct changes *changes, double longest)
{
	EXCEPTION(e);

	{
		TIMEOUT(pause, longest);
		TRY(async_event_wait(changes->noticed));
	}
	EXCEPT(TimeoutError, e);
	async_event_clear(changes->noticed);
	watch(changes);
	return 0;
}

int changes_wait(struct changes *changes)
{
	static const struct stamp gone;

	for (;;) {
		struct stamp now = look(changes);

		if (same(now, gone) && !same(now, changes->seen)) {
			AWAIT(wait_for_sign(changes, ABSENCE));
			now = look(changes);
		}
		if (!same(now, changes->seen)) {
			changes->seen = now;
			return 0;
		}
		AWAIT(wait_for_sign(changes, changes->watch >= 0 ? WATCHED_PERIOD : PERIOD));
	}
}
