/* Tries what a submission might try in the sandbox, and prints what came of each. Its arguments are
 * paths that should not be there. Built and run by tests/course/sandbox.c. */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static char bytes[1 << 16];

static void tell(const char *what, long result)
{
	printf("%s: %s\n", what, result < 0 ? strerrorname_np(errno) : "yes");
}

static void try_files(char **paths)
{
	char name[32];

	tell("passwords", open("/etc/passwd", O_RDONLY));
	tell("home", open("/home", O_RDONLY));
	for (int i = 0; paths[i]; i++) {
		snprintf(name, sizeof(name), "path %d", i + 1);
		tell(name, open(paths[i], O_RDONLY));
	}
	tell("writing to /usr", open("/usr/x", O_CREAT | O_WRONLY, 0600));
	tell("writing to /", open("/x", O_CREAT | O_WRONLY, 0600));
	tell("writing to /dev", open("/dev/shm/x", O_CREAT | O_WRONLY, 0600));
}

static void try_sockets(void)
{
	struct sockaddr_in elsewhere = { .sin_family = AF_INET, .sin_port = htons(9) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	tell("socket", fd);
	tell("socket to the host", socket(AF_VSOCK, SOCK_STREAM, 0));
	tell("socket to the kernel", socket(AF_NETLINK, SOCK_RAW, 0));
	inet_pton(AF_INET, "192.0.2.1", &elsewhere.sin_addr);
	tell("elsewhere", connect(fd, (struct sockaddr *)&elsewhere, sizeof(elsewhere)));
	close(fd);
}

static void try_system_calls(void)
{
	tell("fork", fork());
	tell("vfork", vfork());
	tell("ptrace", ptrace(PTRACE_TRACEME, 0, 0, 0));
	tell("namespace", unshare(CLONE_NEWUSER));
	tell("kill", kill(-1, 0));
	tell("memory file", memfd_create("x", 0));
}

static void try_descriptors(void)
{
	int count = 0;

	for (int fd = 3; fd < 1024; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	printf("descriptors: %d\n", count);
}

static void try_disk(void)
{
	int fd = open("/tmp/x", O_CREAT | O_WRONLY, 0600);
	long written = 0;

	for (ssize_t size; (size = write(fd, bytes, sizeof(bytes))) > 0;)
		written += size;
	printf("disk: %ld MiB, %s\n", written >> 20, strerrorname_np(errno));
}

/* The first process is bubblewrap: its arguments name the paths that it was given. */
static void try_arguments(void)
{
	int fd = open("/proc/1/cmdline", O_RDONLY);
	ssize_t size = read(fd, bytes, sizeof(bytes) - 1);

	for (ssize_t i = 0; i < size; i++)
		bytes[i] = bytes[i] ? bytes[i] : ' ';
	printf("arguments of the first process: %s\n",
	       strstr(bytes, "room-") ? "with paths" : "without paths");
}

static void *wait_for_ever(void *arg)
{
	pause();
	return arg;
}

static void try_threads(void)
{
	pthread_t thread;
	int count = 0;

	while (count < 1000 && pthread_create(&thread, NULL, wait_for_ever, NULL) == 0)
		count++;
	printf("threads: %s\n", count > 0 && count < 64 ? "less than 64"
				: count > 0             ? "as many as it likes"
							: "none");
}

int main(int argc, char **argv)
{
	(void)argc;
	try_system_calls();
	try_sockets();
	try_files(argv + 1);
	try_descriptors();
	try_disk();
	try_arguments();
	printf("root: %s\n", getuid() == 0 ? "yes" : "no");
	try_threads();
	fflush(stdout);
	_exit(0);
}
