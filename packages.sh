#!/bin/sh
# Installs the Debian packages that are missing, where it may; says which they are, where it may
# not: packages.sh [test] [bench]
#
# They are those that CONFIG and CC in the environment need, and, for "test", what the tests need
# beside the build. For "bench" they are also the peers that we are measured with; one of those that
# cannot be had is no error.

packages='make gcc binutils libc6-dev libevent-dev libssl-dev libjansson-dev libcunit1-dev'
packages="$packages libdw-dev"
headers='event2/event.h openssl/ssl.h jansson.h CUnit/CUnit.h elfutils/libdwfl.h'
course='libelf-dev libseccomp-dev bubblewrap'
tools= peers= sandbox=
for use in "$@"; do
	case $use in
	test) tools=' gdb tmux curl wrk openssl netcat-openbsd libxml2-utils' ;;
	bench)
		peers='python3 python3-uvloop python3-aiofiles python3-aiohttp nodejs golang-go'
		peers="$peers libuv1-dev g++ libboost-context-dev rustc cargo librust-tokio-dev"
		;;
	esac
done
case ${CONFIG:-release} in
tsan | fuzz) ;;			# of the runtime only, as the next two
valgrind) packages="$packages valgrind" ;;
aarch64) packages="$packages gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user" ;;
*)
	packages="$packages $course$tools"
	headers="$headers gelf.h seccomp.h"
	sandbox=bwrap
	;;
esac
case ${CC:-gcc} in
*clang*) packages="$packages clang libclang-rt-dev" ;;
esac

# Programs for aarch64 are linked with Debian's libevent and CUnit for arm64, and load its libdw.
# Beside those of this machine they cannot be installed, so they are unpacked into the build: that
# needs no rights.
foreign='libevent-dev libcunit1-dev libdw-dev libelf-dev libdw1 libelf1 zlib1g liblzma5 libbz2-1.0'
foreign="$foreign libssl-dev libssl3 libjansson-dev libjansson4"
foreign_dir=build/aarch64

has_foreign() {
	[ -e $foreign_dir/sysroot/usr/include/event2/event.h ] &&
	[ -e $foreign_dir/sysroot/usr/include/CUnit/CUnit.h ] &&
	[ -e $foreign_dir/sysroot/usr/include/openssl/ssl.h ] &&
	[ -e $foreign_dir/sysroot/usr/include/jansson.h ] &&
	[ -e $foreign_dir/sysroot/usr/include/elfutils/libdwfl.h ]
}

apt_get_foreign() {
	apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Sandbox::User= \
		-o Dir::State::status=/dev/null -o Dir::State::lists="$PWD/lists" \
		-o Dir::Cache="$PWD/cache" "$@" </dev/null
}

get_foreign() {
	echo "Downloading $foreign for arm64"
	mkdir -p $foreign_dir/packages/lists/partial $foreign_dir/packages/cache/archives/partial
	(
		cd $foreign_dir/packages || exit 1
		apt_get_foreign update
		apt_get_foreign download $foreign || exit 1
		for package in *.deb; do
			dpkg -x "$package" ../sysroot || exit 1
		done
	) >$foreign_dir/packages/log 2>&1 && has_foreign && return
	cat $foreign_dir/packages/log >&2
	echo "CONFIG=aarch64 needs Debian's $foreign for arm64, which could not be had." >&2
	exit 1
}

# Whether the compiler finds the headers, and the sandbox is there: the question to a system that
# is not Debian.
has_all() {
	printf '#include <%s>\n' $headers | ${CC:-gcc} -fsyntax-only -x c - 2>/dev/null &&
		{ [ -z "$sandbox" ] || command -v $sandbox >/dev/null; }
}

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
	[ "${CONFIG:-release}" != aarch64 ] && has_all && exit 0
	echo "Please install what your system calls these Debian packages: $packages." >&2
	exit 1
fi

is_installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Of the given packages, those that are to be installed.
find_missing() {
	missing=
	for package in "$@"; do
		is_installed "$package" || missing="$missing $package"
	done
	[ -n "$missing" ]
}

# Whether we may install packages: then $as_root is the command.
may_install() {
	as_root=
	[ "$(id -u)" = 0 ] && return
	as_root='sudo -n'
	sudo -n true 2>/dev/null
}

apt_get() {
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" </dev/null
}

get_packages() {
	if ! may_install; then
		echo "Packages are missing; to install them, please type:" \
			"sudo apt-get install$missing" >&2
		exit 1
	fi
	echo "Installing$missing"
	log=$(mktemp) || exit 1
	trap 'rm -f "$log"' EXIT
	apt_get update >"$log" 2>&1 &&
		apt_get install -y --no-install-recommends $missing >>"$log" 2>&1 && return
	cat "$log" >&2
	echo "This could not be installed, as told above. To try by hand:" \
		"apt-get install$missing" >&2
	exit 1
}

# One by one: one that cannot be had is left out, and takes no other with it.
get_peers() {
	if ! may_install; then
		echo "To measure these peers, too, please type: sudo apt-get install$missing"
		return
	fi
	echo "Installing$missing"
	apt_get update >/dev/null 2>&1
	left_out=
	for package in $missing; do
		apt_get install -y --no-install-recommends "$package" >/dev/null 2>&1 ||
			left_out="$left_out $package"
	done
	[ -z "$left_out" ] || echo "These could not be installed, and are left out:$left_out"
}

find_missing $packages && get_packages
find_missing $peers && get_peers
[ "${CONFIG:-release}" = aarch64 ] && ! has_foreign && get_foreign
exit 0
