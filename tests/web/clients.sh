#!/bin/sh
# Debian's curl and wrk against our server: what they get is what it serves.

set -u

work=$(mktemp -d) || exit 1
${RUNNER:-} "${CONFIG_DIR:-build/release}/tests/web/programs/serve" >"$work/port" 2>"$work/err" &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$work"' EXIT
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

# It says its port when it listens.
until [ -s "$work/port" ]; do
	kill -0 $server 2>/dev/null || { cat "$work/err"; exit 1; }
done
url=http://127.0.0.1:$(cat "$work/port")
get() {
	curl -sS --max-time 60 "$@" 2>&1
}
head -c 1000000 /dev/urandom >"$work/sent"
head -c 2000000 /dev/urandom >"$work/too-much"

expect 'GET' Hello "$(get "$url/hello")"
expect 'GET, by HTTP 1.0' Hello "$(get --http1.0 "$url/hello")"
expect 'HEAD' 'HTTP/1.1 200 OK' "$(get -I "$url/hello" | head -n 1 | tr -d '\r')"
expect 'not found' 404 "$(get -o /dev/null -w '%{http_code}' "$url/nowhere")"
expect 'not allowed' 405 "$(get -o /dev/null -w '%{http_code}' -X DELETE "$url/hello")"
expect 'a redirect' Hello "$(get -L "$url/moved")"
expect 'POST' 'rain at noon' "$(get -d 'rain at noon' "$url/echo")"
expect 'three on one connection' '1 0 0 ' \
	"$(get -w '%{num_connects} ' -o /dev/null -o /dev/null -o /dev/null "$url/hello" \
	"$url/hello" "$url/hello")"
expect 'a large upload' "$(cksum <"$work/sent")" \
	"$(get --data-binary "@$work/sent" "$url/echo" | cksum)"
expect 'an upload in chunks' "$(cksum <"$work/sent")" \
	"$(get -H 'Transfer-Encoding: chunked' --data-binary "@$work/sent" "$url/echo" | cksum)"
expect 'an upload that is too large' 413 \
	"$(get -o /dev/null -w '%{http_code}' --data-binary "@$work/too-much" "$url/echo")"
expect 'a large download, in chunks' 10000000 "$(get "$url/large" | wc -c)"
expect 'a large download, by HTTP 1.0' 10000000 "$(get --http1.0 "$url/large" | wc -c)"
expect 'four at once' 'HelloHelloHelloHello' \
	"$(get -Z --no-progress-meter "$url/hello" "$url/hello" "$url/hello" "$url/hello" |
	tr -d '\n')"

wrk -t 1 -c 20 -d 1 "$url/hello" >"$work/wrk" 2>&1
expect 'wrk: errors' '' "$(grep -E 'Socket errors|Non-2xx|unable' "$work/wrk")"
requests=$(sed -n 's/^ *\([0-9]*\) requests in .*/\1/p' "$work/wrk")
expect 'wrk: hundreds of requests' yes "$([ "${requests:-0}" -gt 200 ] && echo yes)"

kill $server
wait $server 2>/dev/null
expect 'it was still there' 143 $?
expect 'it complained of nothing' '' "$(cat "$work/err")"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
