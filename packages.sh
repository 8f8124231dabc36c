#!/bin/sh
# Installs the Debian packages that are missing, where it may; says which they are, where it may
# not. CC=clang in the environment asks for clang, too.

packages='make gcc binutils libc6-dev libevent-dev libcunit1-dev libjansson-dev libelf-dev'
packages="$packages libseccomp-dev bubblewrap"
case ${CC:-gcc} in
*clang*) packages="$packages clang libclang-rt-dev" ;;
esac

# Whether the compiler finds the headers, and the sandbox is there: the question to a system that
# is not Debian.
has_all() {
	printf '#include <%s>\n' event2/event.h CUnit/CUnit.h jansson.h gelf.h seccomp.h |
		${CC:-gcc} -fsyntax-only -x c - 2>/dev/null && command -v bwrap >/dev/null
}

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
	has_all && exit 0
	echo "Please install what your system calls these Debian packages: $packages." >&2
	exit 1
fi

missing=
for package in $packages; do
	status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)
	[ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
	as_root=
elif sudo -n true 2>/dev/null; then
	as_root='sudo -n'
else
	echo "Packages are missing; to install them, please type: sudo apt-get install$missing" >&2
	exit 1
fi

echo "Installing$missing"
apt_get() {
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" </dev/null
}
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
if apt_get update >"$log" 2>&1 &&
   apt_get install -y --no-install-recommends $missing >>"$log" 2>&1; then
	exit 0
fi
cat "$log" >&2
echo "This could not be installed, as told above. To try by hand: apt-get install$missing" >&2
exit 1
