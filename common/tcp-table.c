/* The kernel's table of TCP sockets, which has those too that no descriptor is left of, and those
 * that nobody has accepted yet. It is asked by a message, as ss(8) does; see sock_diag(7). */

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "flight-internal.h"

struct question {
	struct nlmsghdr header;
	struct inet_diag_req_v2 about;
};

struct answer {
	struct nlmsghdr header;
	struct inet_diag_msg socket;
	char rest[1024];
};

/* As the kernel knows a host: IPv4 by itself. Returns: which family it is of. */
static uint8_t put_host(__be32 to[4], const struct tcp_address *address)
{
	static const uint8_t mapped[12] = { [10] = 0xff, 0xff };

	if (memcmp(address->host, mapped, sizeof mapped) != 0) {
		memcpy(to, address->host, 16);
		return AF_INET6;
	}
	memcpy(to, address->host + 12, 4);
	return AF_INET;
}

/* About the socket that is at [there], and connected to [here]. */
static struct question ask_about(const struct tcp_address *here, const struct tcp_address *there)
{
	struct question question = {
		.header = { .nlmsg_len = sizeof question, .nlmsg_type = SOCK_DIAG_BY_FAMILY,
			    .nlmsg_flags = NLM_F_REQUEST },
		.about = { .sdiag_protocol = IPPROTO_TCP, .idiag_states = ~0u },
	};
	struct inet_diag_sockid *id = &question.about.id;

	/* asked is as a packet comes in there: from here */
	question.about.sdiag_family = put_host(id->idiag_src, there);
	put_host(id->idiag_dst, here);
	id->idiag_sport = there->port;
	id->idiag_dport = here->port;
	id->idiag_cookie[0] = id->idiag_cookie[1] = INET_DIAG_NOCOOKIE;
	return question;
}

/* Returns: false if there is no such socket, or the kernel does not tell. */
static bool get_answer(const struct question *question, struct answer *answer)
{
	int table = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	ssize_t size = -1;

	if (table < 0)
		return false;
	if (send(table, question, sizeof *question, 0) == sizeof *question)
		size = recv(table, answer, sizeof *answer, 0);
	close(table);
	return size >= (ssize_t)(sizeof answer->header + sizeof answer->socket) &&
	       answer->header.nlmsg_type == SOCK_DIAG_BY_FAMILY;
}

/* Whether it tells: our own end there must be. */
static bool kernel_tells(const struct tcp_address *here, const struct tcp_address *there)
{
	const struct question question = ask_about(there, here);
	struct answer answer;

	return get_answer(&question, &answer);
}

enum flight tcp_table_ask(const struct tcp_address *here, const struct tcp_address *there)
{
	const struct question question = ask_about(here, there);
	const struct inet_diag_msg *other;
	struct answer answer;

	if (!get_answer(&question, &answer))	/* it has gone, and word of that is to come */
		return kernel_tells(here, there) ? FLIGHT_SHORT : FLIGHT_OUTSIDE;
	other = &answer.socket;
	if (other->idiag_state == TCP_SYN_RECV)
		return FLIGHT_SHORT;
	if (other->idiag_inode != 0 || other->idiag_state == TCP_ESTABLISHED)
		return FLIGHT_OUTSIDE;		/* the latter: it is not accepted yet */
	return other->idiag_wqueue > 0 && other->idiag_retrans == 0 ? FLIGHT_SHORT
								     : FLIGHT_NOTHING;
}
