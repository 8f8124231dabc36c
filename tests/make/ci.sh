#!/bin/sh
# Tests .ci/run and tests/all, with a stand-in for make: they add up what the tests told, and lose
# no failure.

passed=0 failed=0
tree=$(mktemp -d) || exit 1
trap 'rm -rf "$tree"' EXIT
mkdir "$tree/.ci" "$tree/bin" "$tree/tests"
cp .ci/run "$tree/.ci/"
cp tests/all "$tree/tests/"
printf '#!/bin/sh\n' >"$tree/packages.sh"
chmod +x "$tree/packages.sh"

# says LABEL LAST-LINE STATUS: how tests/all ends, or $way, where make does what stands on stdin.
way=tests/all
says() {
	{ echo '#!/bin/sh'; cat; } >"$tree/bin/make"
	chmod +x "$tree/bin/make"
	(cd "$tree" && unset HARD_SEEDS && PATH=$tree/bin:$PATH "./$way") >"$tree/said" 2>&1
	status=$?
	if [ "$(tail -n 1 "$tree/said")" = "$2" ] && [ "$status" -eq "$3" ]; then
		passed=$((passed + 1))
	else
		echo "$1: expected \"$2\" and status $3, found status $status and:"
		cat "$tree/said"
		failed=$((failed + 1))
	fi
}

# tells LABEL TEXT: the last run said so.
tells() {
	if grep -q "$2" "$tree/said"; then
		passed=$((passed + 1))
	else
		echo "$1: expected \"$2\" somewhere in:"
		cat "$tree/said"
		failed=$((failed + 1))
	fi
}

says 'all is well' '1302 passed, 0 failed' 0 <<'END'
case $1 in test | hard | fuzz | bench-guard) echo '100 passed, 0 failed' ;; esac
END
for arguments in CONFIG=release 'CONFIG=release CC=clang' CONFIG=asan 'CONFIG=asan CC=clang' \
		 CONFIG=hard CONFIG=tsan 'CONFIG=tsan CC=clang' CONFIG=valgrind \
		 CONFIG=ucontext CONFIG=aarch64; do
	tells "$arguments" "^== make test $arguments\$"
done
tells 'hard mode under all seeds' '^== make hard$'
tells 'the guard' '^== make bench-guard$'

says 'make run fails' '1301 passed, 1 failed' 1 <<'END'
case $1 in test | hard | fuzz | bench-guard) echo '100 passed, 0 failed' ;; *) exit 2 ;; esac
END

says 'two tests fail with clang' '1296 passed, 6 failed' 1 <<'END'
case $* in
*clang) echo '98 passed, 2 failed'; echo 'make: Error 1' >&2; exit 2 ;;
test* | hard | fuzz* | bench-guard) echo '100 passed, 0 failed' ;;
esac
END
tells 'what failed, at the end' '^What failed:$'

says 'the sanitizer build fails' '1202 passed, 1 failed' 1 <<'END'
case $* in
*asan) echo 'error: no rule'; exit 2 ;;
test* | hard | fuzz* | bench-guard) echo '100 passed, 0 failed' ;;
esac
END

says 'tests that tell no result' '2 passed, 13 failed' 1 <<'END'
exit 0
END

says 'an exit status without failures' '1302 passed, 13 failed' 1 <<'END'
case $1 in test | hard | fuzz | bench-guard) echo '100 passed, 0 failed'; exit 2 ;; esac
END

way=.ci/run
says 'what fits into half an hour' '1102 passed, 0 failed' 0 <<'END'
case $1 in test | hard | fuzz | bench-guard) echo '100 passed, 0 failed' ;; esac
END
way=tests/all

# ---- Packages ----

printf '#!/bin/sh\ntest "$CONFIG" != aarch64 && test "$CC" != clang\n' >"$tree/packages.sh"
says 'packages that cannot be had' '802 passed, 0 failed' 0 <<'END'
case $1 in test | hard | fuzz | bench-guard) echo '100 passed, 0 failed' ;; esac
END
tells 'what was left out' ': release-clang asan-clang tsan-clang aarch64 fuzz$'
printf '#!/bin/sh\nexit 1\n' >"$tree/packages.sh"
says 'no packages at all' '100 passed, 1 failed' 1 <<'END'
case $1 in test | hard | fuzz | bench-guard) echo '100 passed, 0 failed' ;; esac
END

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
