#!/bin/sh
# Tests .ci/run, with a stand-in for make: it adds up what the tests told, and loses no failure.

passed=0 failed=0
tree=$(mktemp -d) || exit 1
trap 'rm -rf "$tree"' EXIT
mkdir "$tree/.ci" "$tree/bin"
cp .ci/run "$tree/.ci/"
printf '#!/bin/sh\n' >"$tree/packages.sh"
chmod +x "$tree/packages.sh"

# says LABEL LAST-LINE STATUS: how .ci/run ends, where make does what stands on stdin.
says() {
	{ echo '#!/bin/sh'; cat; } >"$tree/bin/make"
	chmod +x "$tree/bin/make"
	PATH=$tree/bin:$PATH "$tree/.ci/run" >"$tree/said" 2>&1
	status=$?
	if [ "$(tail -n 1 "$tree/said")" = "$2" ] && [ "$status" -eq "$3" ]; then
		passed=$((passed + 1))
	else
		echo "$1: expected \"$2\" and status $3, found status $status and:"
		cat "$tree/said"
		failed=$((failed + 1))
	fi
}

says 'all is well' '402 passed, 0 failed' 0 <<'END'
case $1 in test) echo '100 passed, 0 failed' ;; esac
END

says 'make run fails' '401 passed, 1 failed' 1 <<'END'
case $1 in test) echo '100 passed, 0 failed' ;; *) exit 2 ;; esac
END

says 'two tests fail with clang' '400 passed, 2 failed' 1 <<'END'
case $* in
*clang) echo '98 passed, 2 failed'; echo 'make: Error 1' >&2; exit 2 ;;
test*) echo '100 passed, 0 failed' ;;
esac
END

says 'the sanitizer build fails' '302 passed, 1 failed' 1 <<'END'
case $* in
*asan) echo 'error: no rule'; exit 2 ;;
test*) echo '100 passed, 0 failed' ;;
esac
END

says 'tests that tell no result' '2 passed, 4 failed' 1 <<'END'
exit 0
END

says 'an exit status without failures' '402 passed, 4 failed' 1 <<'END'
case $1 in test) echo '100 passed, 0 failed'; exit 2 ;; esac
END

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
