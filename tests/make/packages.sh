#!/bin/sh
# Tests packages.sh on machines that are made up: a PATH on which the commands it asks are
# stand-ins.

passed=0 failed=0 for=
bin=$(mktemp -d) || exit 1
tree=$(mktemp -d) || exit 1
trap 'rm -rf "$bin" "$tree"' EXIT
packages=$PWD/packages.sh
for command in sh cat env mktemp rm mkdir; do
	ln -s "$(command -v $command)" "$bin/$command"
done

# machine NAME: the command NAME does what stands on stdin.
machine() {
	{ echo '#!/bin/sh'; cat; } >"$bin/$1"
	chmod +x "$bin/$1"
}

# says LABEL STATUS TEXT [VARIABLE=VALUE]: how packages.sh ends, and all that it prints; called with
# what is in $for.
says() {
	said=$(cd "$tree" && env -i PATH="$bin" ${4:+"$4"} "$packages" $for 2>&1)
	status=$?
	if [ "$status" -eq "$2" ] && [ "$said" = "$3" ]; then
		passed=$((passed + 1))
	else
		echo "$1: expected status $2 and \"$3\", found status $status and \"$said\""
		failed=$((failed + 1))
	fi
}

runtime='make gcc binutils libc6-dev libevent-dev libssl-dev libjansson-dev libcunit1-dev libdw-dev'
all="$runtime libelf-dev libseccomp-dev bubblewrap"
tools='gdb tmux curl wrk openssl netcat-openbsd libxml2-utils'
other='Please install what your system calls these Debian packages:'
please='Packages are missing; to install them, please type: sudo apt-get install'

says 'neither Debian nor the libraries' 1 "$other $all."
says 'to test the runtime only' 1 "$other $runtime." CONFIG=tsan
for=test
says 'to test' 1 "$other $all $tools."
says 'to test, with clang' 1 "$other $all $tools clang libclang-rt-dev." CC=clang
says 'to test the runtime only, again' 1 "$other $runtime valgrind." CONFIG=valgrind
for=

machine gcc <<'END'
exec cat >/dev/null
END
machine bwrap </dev/null
says 'no Debian, but the libraries' 0 ''

machine dpkg-query <<'END'
echo installed
END
machine apt-get <<'END'
echo "must not be called"
END
says 'all there' 0 ''

machine dpkg-query <<'END'
case $* in *libelf*) echo not-installed ;; *clang*) exit 1 ;; *) echo installed ;; esac
END
machine id <<'END'
echo 1000
END
says 'a user without sudo' 1 "$please libelf-dev"

machine sudo <<'END'
exit 1
END
says 'a user whose sudo asks for a password' 1 "$please libelf-dev"

says 'clang' 1 "$please libelf-dev clang libclang-rt-dev" CC=clang

machine dpkg-query <<'END'
case $* in *valgrind*) exit 1 ;; *) echo installed ;; esac
END
says 'valgrind' 1 "$please valgrind" CONFIG=valgrind
machine dpkg-query <<'END'
case $* in *libelf*) echo not-installed ;; *) echo installed ;; esac
END

machine apt-get <<'END'
echo "$@" >>"${0%/*}/called"
END
machine true </dev/null
machine sudo <<'END'
test "$1" = -n && shift && exec "$@"
END
says 'a user who may' 0 'Installing libelf-dev'

machine id <<'END'
echo 0
END
rm "$bin/sudo"
says 'root' 0 'Installing libelf-dev'

if [ "$(grep -c -- '-qq .*update$' "$bin/called")" -eq 2 ] &&
   [ "$(grep -c -- 'install -y --no-install-recommends libelf-dev$' "$bin/called")" -eq 2 ]; then
	passed=$((passed + 1))
else
	echo "apt-get was called otherwise: $(cat "$bin/called")"
	failed=$((failed + 1))
fi

# ---- The peers of bench ----

peers='python3 python3-uvloop python3-aiofiles python3-aiohttp nodejs golang-go libuv1-dev g++'
peers="$peers libboost-context-dev rustc cargo librust-tokio-dev"
for=bench
machine dpkg-query <<'END'
case $* in *golang*|*uv*) exit 1 ;; *) echo installed ;; esac
END
machine apt-get <<'END'
case $* in *' install '*golang*) exit 100 ;; esac
END
says 'peers, and one that cannot be had' 0 'Installing python3-uvloop golang-go libuv1-dev
These could not be installed, and are left out: golang-go'
machine dpkg-query <<'END'
case "$*" in *python3*|*nodejs*|*golang*|*uv*|*+*|*boost*|*rust*|*cargo*) exit 1 ;; esac
echo installed
END
machine id <<'END'
echo 1000
END
says 'peers, for a user without sudo' 0 \
	"To measure these peers, too, please type: sudo apt-get install $peers"
for='test bench'
says 'peers, and what the tests need' 0 \
	"To measure these peers, too, please type: sudo apt-get install $peers"
for=
says 'no peers' 0 ''
machine id <<'END'
echo 0
END

# ---- The machine of another architecture ----

foreign='libevent-dev libcunit1-dev libdw-dev libelf-dev libdw1 libelf1 zlib1g liblzma5'
foreign="$foreign libbz2-1.0 libssl-dev libssl3 libjansson-dev libjansson4"

machine dpkg-query <<'END'
echo installed
END
machine apt-get <<'END'
case "$*" in
*Architectures=arm64*' download libevent-dev libcunit1-dev '*) echo >one.deb; echo >two.deb ;;
*Architectures=arm64*' update') ;;
*) echo "called as apt-get $*" ;;
esac
END
machine dpkg <<'END'
include=$3/usr/include
mkdir -p "$include/event2" "$include/CUnit" "$include/elfutils" "$include/openssl"
case $1$2 in
-xone.deb) echo >"$include/event2/event.h"; echo >"$include/jansson.h" ;;
-xtwo.deb)
	for header in CUnit/CUnit.h elfutils/libdwfl.h openssl/ssl.h; do
		echo >"$include/$header"
	done
	;;
esac
END
says 'aarch64, for the first time' 0 "Downloading $foreign for arm64" \
	CONFIG=aarch64
says 'aarch64, from then on' 0 '' CONFIG=aarch64
rm -r "$tree/build"
machine apt-get <<'END'
echo "no network"
exit 100
END
says 'aarch64 without a network' 1 "Downloading $foreign for arm64
no network
no network
CONFIG=aarch64 needs Debian's $foreign for arm64, which could not be had." \
	CONFIG=aarch64
machine dpkg-query <<'END'
case $* in *qemu-user*|*libdw*) exit 1 ;; *) echo installed ;; esac
END
says 'aarch64 without its emulator' 1 "Installing libdw-dev qemu-user
no network
This could not be installed, as told above. To try by hand: apt-get install libdw-dev qemu-user" \
	CONFIG=aarch64
machine dpkg-query <<'END'
case $* in *libelf*) exit 1 ;; *) echo installed ;; esac
END
says 'root without a network' 1 'Installing libelf-dev
no network
This could not be installed, as told above. To try by hand: apt-get install libelf-dev'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
