/* What is on its way, on the virtual clock.
 *
 * When nothing is ready, time jumps to the next timer. But bytes that one socket of the program has
 * sent to another may not have come yet, and then they must come first, at the time at which they
 * were sent: or a program would run in another way each time. So the kernel is asked about each
 * socket that somebody waits for:
 *
 * - A TCP socket: the other end, if it is this process's, too, knows what it has sent and was not
 *   told to have arrived. (The end that receives is made to tell at once. It likes to wait 40 ms.)
 *   If that one has been closed, or not been accepted yet, the kernel's table of sockets knows.
 * - A Unix socket: what was sent has come.
 * - Either, if the other end is another process's: that one takes its time, in real seconds. So do
 *   children that run, and who types on a terminal. As long as there is such a one, the loop waits
 *   for real as long as it is to the next timer, and only then time goes there.
 * - A datagram: nobody knows. There is a short look.
 *
 * A socket that nobody waits for holds nothing up.
 *
 * A jump costs some six system calls a TCP socket of the process: microseconds for a program with a
 * few, and much for one with thousands and as many timers. That one is for the real clock.
 */

#include <dirent.h>
#include <event2/event.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "flight-internal.h"
#include "heap.h"

enum { MICROSECOND = 1000, MILLISECOND = 1000 * MICROSECOND, SECOND = 1000 * MILLISECOND };
enum { FIRST_ROOM = ASYNC_HARD ? 1 : 64 };

/* As in netinet/tcp.h, which does not go with the kernel's own header. */
enum { TCP_ESTABLISHED = 1, TCP_SYN_SENT = 2, TCP_FIN_WAIT1 = 4, TCP_FIN_WAIT2 = 5,
       TCP_LISTEN = 10 };

struct tcp_end {				/* a TCP socket of this process */
	struct tcp_address here, there;		/* first: what they are sorted by */
	int fd;
	uint8_t state;				/* of TCP */
	bool sends;				/* something of it is under way */
	bool reads, writes;			/* the loop waits for that */
};

struct look {
	struct async_loop *loop;
	enum flight found;			/* the most urgent thing */
	bool streams;				/* the loop waits for some of TCP */
	struct tcp_end *ends;
	size_t count, room;
};

static void find(struct look *look, enum flight found)
{
	if (found > look->found)
		look->found = found;
}

static int option(int fd, int level, int name)
{
	int value = -1;
	socklen_t size = sizeof value;

	return getsockopt(fd, level, name, &value, &size) == 0 ? value : -1;
}

/* ---- Who is who ---- */

/* IPv4 as IPv6 maps it: a socket may know itself by the one, and its other end by the other. */
static bool take_address(struct tcp_address *to, const struct sockaddr_storage *from)
{
	const struct sockaddr_in *four = (const struct sockaddr_in *)from;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)from;

	memset(to, 0, sizeof *to);
	if (from->ss_family == AF_INET) {
		to->host[10] = to->host[11] = 0xff;
		memcpy(to->host + 12, &four->sin_addr, 4);
		to->port = four->sin_port;
	} else if (from->ss_family == AF_INET6) {
		memcpy(to->host, &six->sin6_addr, 16);
		to->port = six->sin6_port;
	}
	return from->ss_family == AF_INET || from->ss_family == AF_INET6;
}

static bool take_addresses(struct tcp_end *end)
{
	struct sockaddr_storage address = { 0 };
	socklen_t size = sizeof address;

	if (getsockname(end->fd, (struct sockaddr *)&address, &size) != 0 ||
	    !take_address(&end->here, &address))
		return false;
	size = sizeof address;
	memset(&address, 0, sizeof address);
	if (getpeername(end->fd, (struct sockaddr *)&address, &size) == 0)
		take_address(&end->there, &address);
	return true;
}

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, 2 * sizeof(struct tcp_address));
}

static struct tcp_end *other_end(const struct look *look, const struct tcp_end *end)
{
	const struct tcp_end wanted = { .here = end->there, .there = end->here };

	return bsearch(&wanted, look->ends, look->count, sizeof wanted, compare);
}

/* On this machine: each address of the loopback, or the one it has itself. */
static bool is_local(const struct tcp_end *end)
{
	static const uint8_t four[13] = { [10] = 0xff, 0xff, 127 }, six[16] = { [15] = 1 };

	return memcmp(end->there.host, four, sizeof four) == 0 ||
	       memcmp(end->there.host, six, sizeof six) == 0 ||
	       memcmp(end->there.host, end->here.host, sizeof end->here.host) == 0;
}

/* The socket of this process that listens where [end] has connected to. */
static const struct tcp_end *listener(const struct look *look, const struct tcp_end *end)
{
	for (size_t i = 0; i < look->count; i++)
		if (look->ends[i].state == TCP_LISTEN &&
		    look->ends[i].here.port == end->there.port)
			return &look->ends[i];
	return NULL;
}

/* ---- The sockets of this process ---- */

static void add_end(struct look *look, int fd)
{
	const size_t room = look->room > 0 ? look->room * 2 : FIRST_ROOM;
	struct tcp_end end = { .fd = fd }, *ends;
	const int at_once = 1;

	if (option(fd, SOL_SOCKET, SO_PROTOCOL) != IPPROTO_TCP ||
	    setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &at_once, sizeof at_once) != 0 ||
	    !take_addresses(&end))
		return;
	if (look->count == look->room) {
		ends = heap_get(room * sizeof(*ends));
		if (ends == NULL)
			return;
		if (look->count > 0)
			memcpy(ends, look->ends, look->count * sizeof(*ends));
		heap_put(look->ends);
		look->ends = ends;
		look->room = room;
	}
	look->ends[look->count++] = end;
}

/* Where it sends again and again, nobody takes it, nor where it asks whether it may. Asked when
 * each end has acknowledged what it has. */
static void ask_what_it_does(struct tcp_end *end)
{
	struct tcp_info info = { 0 };
	socklen_t size = sizeof info;

	if (getsockopt(end->fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
		return;
	end->state = info.tcpi_state;
	end->sends = end->state != TCP_LISTEN &&
		     (info.tcpi_unacked > 0 || info.tcpi_notsent_bytes > 0) &&
		     info.tcpi_retransmits == 0 && info.tcpi_probes == 0;
}

static int compare_fds(const void *a, const void *b)
{
	return ((const struct tcp_end *)a)->fd - ((const struct tcp_end *)b)->fd;
}

static int mark(const struct event_base *base, const struct event *event, void *arg)
{
	const struct tcp_end wanted = { .fd = event_get_fd(event) };
	struct look *look = arg;
	struct tcp_end *end = bsearch(&wanted, look->ends, look->count, sizeof wanted, compare_fds);

	(void)base;
	if (end != NULL) {
		end->reads |= (event_get_events(event) & EV_READ) != 0;
		end->writes |= (event_get_events(event) & EV_WRITE) != 0;
	}
	return 0;
}

static void collect(struct look *look)
{
	DIR *files = opendir("/proc/self/fd");
	struct dirent *entry;

	while (files != NULL && (entry = readdir(files)) != NULL)
		if (entry->d_name[0] != '.')
			add_end(look, atoi(entry->d_name));
	if (files != NULL)
		closedir(files);
	if (look->count == 0)
		return;
	for (size_t i = 0; i < look->count; i++)
		ask_what_it_does(&look->ends[i]);
	qsort(look->ends, look->count, sizeof *look->ends, compare_fds);
	event_base_foreach_event(look->loop->base, mark, look);
	qsort(look->ends, look->count, sizeof *look->ends, compare);
}

/* ---- What comes to whom ---- */

/* [end] is not connected to any that is known here. */
static void look_beyond(struct look *look, const struct tcp_end *end)
{
	const struct tcp_end *listening = listener(look, end);
	enum flight beyond = FLIGHT_OUTSIDE;

	if (is_local(end))
		beyond = tcp_table_ask(&end->here, &end->there);
	if (beyond == FLIGHT_OUTSIDE && listening != NULL)
		return;			/* it waits there to be accepted */
	if (end->reads || end->writes || (listening != NULL && listening->reads))
		find(look, beyond);
}

static void look_at_end(struct look *look, const struct tcp_end *end)
{
	const struct tcp_end *other;

	if (end->writes && end->state == TCP_SYN_SENT)
		find(look, is_local(end) && end->sends ? FLIGHT_SHORT : FLIGHT_OUTSIDE);
	if (end->state != TCP_ESTABLISHED && end->state != TCP_FIN_WAIT1 &&
	    end->state != TCP_FIN_WAIT2)
		return;			/* nothing comes, or no more */
	other = other_end(look, end);
	if (other == NULL)
		look_beyond(look, end);
	else if ((end->reads && other->sends) || (end->writes && end->sends))
		find(look, FLIGHT_SHORT);
}

/* A Unix socket that somebody waits for. */
static void look_at_unix(struct look *look, int fd)
{
	struct ucred peer;
	socklen_t size = sizeof peer;

	if (option(fd, SOL_SOCKET, SO_TYPE) != SOCK_DGRAM &&
	    option(fd, SOL_SOCKET, SO_ACCEPTCONN) == 0 &&
	    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.pid != getpid())
		find(look, FLIGHT_OUTSIDE);
}

static int look_at_event(const struct event_base *base, const struct event *event, void *arg)
{
	const int fd = event_get_fd(event), domain = option(fd, SOL_SOCKET, SO_DOMAIN);
	struct look *look = arg;

	(void)base;
	if (domain == AF_UNIX)
		look_at_unix(look, fd);
	else if (!look->streams && (domain == AF_INET || domain == AF_INET6))
		look->streams = option(fd, SOL_SOCKET, SO_TYPE) == SOCK_STREAM;
	return 0;
}

static enum flight look_around(struct async_loop *loop)
{
	struct look look = { .loop = loop };

	if (loop->outside > 0)
		find(&look, FLIGHT_OUTSIDE);
	if (loop->watching == 0)
		return look.found;
	event_base_foreach_event(loop->base, look_at_event, &look);
	if (look.streams)
		collect(&look);
	for (size_t i = 0; i < look.count; i++)
		look_at_end(&look, &look.ends[i]);
	heap_put(look.ends);
	if (loop->datagram_sent)
		find(&look, FLIGHT_SHORT);
	loop->datagram_sent = false;
	return look.found;
}

/* ---- Waiting ---- */

int64_t flight_stands(struct async_loop *loop)
{
	const int64_t now = loop_real_time();

	if (loop->stands_since == 0)
		loop->stands_since = now;
	return now - loop->stands_since;
}

/* Longer and longer, and what comes ends it. What has not come in a second, in which nothing else
 * came, does not come. */
static bool wait_shortly(struct async_loop *loop)
{
	const int64_t now = loop_real_time();

	flight_stands(loop);
	if (loop->nothing_since == 0)
		loop->nothing_since = now;
	if (now - loop->nothing_since > SECOND)
		return false;
	poll_wait(loop, now + 50 * MICROSECOND + (now - loop->nothing_since) / 2);
	if (loop->ready.first != NULL)
		loop->nothing_since = 0;
	return true;
}

bool flight_wait(struct async_loop *loop, int64_t timer, bool outside)
{
	const int64_t way = timer - loop->now;
	enum flight found = look_around(loop);
	int64_t stood;

	if (found == FLIGHT_SHORT && wait_shortly(loop))
		return true;
	if (found != FLIGHT_OUTSIDE && !outside)
		return false;
	stood = flight_stands(loop);
	if (stood >= way)
		return false;
	poll_wait(loop, loop_time_after(loop_real_time(), way - stood));
	return true;
}

void loop_datagram_sent(struct async_loop *loop)
{
	loop->datagram_sent = true;
}

void loop_outside_begins(struct async_loop *loop)
{
	loop->outside++;
}

void loop_outside_ends(struct async_loop *loop)
{
	loop->outside--;
}
