#!/bin/sh
# Debian's nc against an echo server made of streams: what it sends comes back, byte by byte.

set -u

work=$(mktemp -d) || exit 1
mkfifo "$work/said" "$work/to" "$work/from" || exit 1
${RUNNER:-} "${CONFIG_DIR:-build/release}/tests/web/programs/echo" >"$work/said" 2>"$work/err" &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$work"' EXIT
exec 3<"$work/said"
passed=0
failed=0

# expect NAME EXPECTED FOUND
expect() {
	if [ "$2" = "$3" ]; then
		passed=$((passed + 1))
	else
		printf '%s: found "%s", expected "%s"\n' "$1" "$3" "$2"
		failed=$((failed + 1))
	fi
}

# said: the next line that the server printed; none where it has ended.
said() {
	read -r line <&3
	printf '%s' "$line"
}

# At the end of its input -N says so to the server, and goes on reading: the connection is half
# closed. The server then sends what it still has, and closes.
port=$(said)
[ -n "$port" ] || { cat "$work/err"; exit 1; }
send() {
	timeout 60 nc -N "$@" 127.0.0.1 "$port"
}

expect 'nothing' '' "$(send </dev/null)"
expect 'nothing waited' 0 "$(said)"
lines=$(printf 'rain\n\nsun at %s\nno newline' noon)
expect 'lines' "$lines" "$(printf '%s' "$lines" | send)"
expect 'lines did not wait' 0 "$(said)"

# A conversation: each answer is read before the next line is sent.
send <"$work/to" >"$work/from" &
exec 4>"$work/to" 5<"$work/from"
for line in Berlin Hamburg Aachen; do
	echo "$line" >&4
	read -r answer <&5
	expect 'an answer' "$line" "$answer"
done
exec 4>&-
expect 'behind the last line' '' "$(cat <&5)"
expect 'a conversation did not wait' 0 "$(said)"

# 4 MB, which nobody reads until the server has to wait; it must not keep them meanwhile.
head -c 4000000 /dev/urandom >"$work/sent"
send -I 65536 -O 65536 <"$work/sent" | {
	said >"$work/first"
	cat
} >"$work/came"
expect 'the server had to wait' full "$(cat "$work/first")"
expect '4 MB' "$(cksum <"$work/sent")" "$(cksum <"$work/came")"
expect 'what waited was little' yes "$([ "$(said)" -le 131072 ] && echo yes)"

# Two at once, each with its own bytes.
tr a-z b-za <"$work/sent" >"$work/other"
send <"$work/other" >"$work/other-came" &
other=$!
send <"$work/sent" >"$work/came"
wait $other
expect 'one of two' "$(cksum <"$work/sent")" "$(cksum <"$work/came")"
expect 'the other' "$(cksum <"$work/other")" "$(cksum <"$work/other-came")"

kill $server
wait $server 2>/dev/null
expect 'it was still there' 143 $?
expect 'it complained of nothing' '' "$(cat "$work/err")"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
