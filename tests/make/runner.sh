#!/bin/sh
# Tests tests/run: it takes the numbers of programs that keep the contract, and loses no failure of
# those that break it.

passed=0 failed=0 limit=
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT

# says LABEL LAST-LINE STATUS: what tests/run makes of the programs in the folder, which are
# removed.
says() {
	TEST_LIMIT=${limit:-} tests/run "$folder"/* >"$folder.said" 2>&1
	status=$?
	if [ "$(tail -n 1 "$folder.said")" = "$2" ] && [ "$status" -eq "$3" ]; then
		passed=$((passed + 1))
	else
		echo "$1: expected \"$2\" and status $3, found status $status and:"
		cat "$folder.said"
		failed=$((failed + 1))
	fi
	rm -f "$folder"/* "$folder.said"
}

# program NAME: a program of the commands on stdin.
program() {
	{ echo '#!/bin/sh'; cat; } >"$folder/$1"
	chmod +x "$folder/$1"
}

program one <<'END'
echo "what it prints: 7 passed, 7 failed"
echo "3 passed, 0 failed"
END
program two <<'END'
echo "4 passed, 0 failed"
END
says 'two that pass' '7 passed, 0 failed' 0

program one <<'END'
echo "3 passed, 2 failed"
exit 1
END
program two <<'END'
echo "4 passed, 0 failed"
END
says 'one that fails, first' '7 passed, 2 failed' 1

says 'none' '0 passed, 1 failed' 1

program one <<'END'
echo "0 passed, 0 failed"
END
says 'one that tests nothing' '0 passed, 1 failed' 1

program one <<'END'
echo "3 passed, 2 failed"
END
says 'failures with exit status 0' '3 passed, 2 failed' 1

program one <<'END'
echo "3 passed, 0 failed"
exit 1
END
says 'an exit status without failures, as of a leak' '3 passed, 1 failed' 1

program one <<'END'
echo "3 passed, 0 failed"
kill -SEGV $$
END
says 'a crash behind the closing line' '3 passed, 1 failed' 1

program one <<'END'
echo "test 1 passed"
kill -SEGV $$
END
says 'a crash in the middle' '0 passed, 1 failed' 1

program one <<'END'
exit 0
END
says 'silence' '0 passed, 1 failed' 1

program one <<'END'
echo "3 passed, 0 failed"
echo "and something went wrong" >&2
END
says 'something behind the closing line' '0 passed, 1 failed' 1

program one <<'END'
echo "3 passed, 0 failed in all"
END
says 'another form of closing line' '0 passed, 1 failed' 1

program one <<'END'
kill -STOP $$
END
limit=0.1
says 'one that hangs' '0 passed, 1 failed' 1
limit=

echo 'no program' >"$folder/one"
says 'one that cannot be started' '0 passed, 1 failed' 1

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
