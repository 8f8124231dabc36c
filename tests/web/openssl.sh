#!/bin/sh
# A server with TLS, as `openssl s_client` sees it, which is none of ours; and a client, as `openssl
# s_server` does. tests/web/tls.c has both: the server says each line again, in capitals, until one
# is "bye".

set -u

suite=${CONFIG_DIR:-build/release}/tests/web/tls
passed=0
failed=0
server=
folder=$(mktemp -d) || exit 1
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT

mkfifo "$folder/port" || exit 1
TLS_FOLDER=$folder ${RUNNER:-} "$suite" --program run_server \
	>"$folder/port" 2>"$folder/said" &
server=$!
read -r port <"$folder/port"

# visit WHAT TEXT OPTION...: s_client sends it; what that prints is in $folder/seen, and $? is how
# it ended.
visit() {
	what=$1
	text=$2
	shift 2
	printf '%s\n' "$text" | timeout 60 openssl s_client -connect "127.0.0.1:$port" -ign_eof \
		-servername weather.example "$@" >"$folder/seen" 2>&1
}

fail() {
	echo "FAILED: $what: $1; openssl s_client said:"
	sed 's/^/    /' "$folder/seen"
	failed=$((failed + 1))
}

# sees TEXT...: each is in what was printed.
sees() {
	for text; do
		if ! grep -qF -- "$text" "$folder/seen"; then
			fail "there is no \"$text\""
			return
		fi
	done
	passed=$((passed + 1))
}

trusting="-CAfile $folder/ca.pem -verify_return_error -verify_hostname weather.example"

for version in 1_2 1_3; do
	visit "TLS $version" 'weather in oslo?
bye' -tls$version $trusting || fail "exit status $?"
	sees 'WEATHER IN OSLO?' 'BYE' 'Verify return code: 0 (ok)' \
		"New, TLSv$(echo $version | tr _ .), Cipher is"
done

for version in 1 1_1; do
	visit "TLS $version" bye -tls$version -cipher DEFAULT@SECLEVEL=0 &&
		fail 'it was connected'
	sees 'New, (NONE), Cipher is (NONE)'
done

visit 'another name' bye -CAfile "$folder/ca.pem" -verify_hostname news.example
sees 'Verify return code: 62 (hostname mismatch)'

visit 'who does not know the authority' bye
sees 'Verify return code: 21 (unable to verify the first certificate)'

# Much, in both directions at once.
what='20,000 lines'
lines=$(seq -f 'day %g: rain' 20000)
printf '%s\nbye\n' "$lines" | timeout 60 openssl s_client -connect "127.0.0.1:$port" -quiet \
	$trusting >"$folder/echoed" 2>"$folder/seen"
if printf '%s\nbye\n' "$lines" | tr a-z A-Z | cmp -s - "$folder/echoed"; then
	passed=$((passed + 1))
else
	fail "$(wc -l <"$folder/echoed") lines came back, or not the same"
fi

# Who speaks no TLS is hung up on, and the server goes on.
what='plain text'
printf 'GET / HTTP/1.1\r\n\r\n' | timeout 60 nc -N 127.0.0.1 "$port" >"$folder/seen"
[ -s "$folder/seen" ] && fail 'it was answered'
visit 'who comes behind that' bye $trusting || fail "exit status $?"
sees BYE 'Verify return code: 0 (ok)'

# The other way round: a server that says each line backwards.
for version in 1_2 1_3; do
	what="a client with TLS $version"
	mkfifo "$folder/accepts$version"
	timeout 60 openssl s_server -accept 127.0.0.1:0 -cert "$folder/server.pem" \
		-naccept 1 -rev -tls$version >"$folder/accepts$version" 2>/dev/null &
	exec 3<"$folder/accepts$version"
	while read -r word address <&3 && [ "$word" != ACCEPT ]; do :; done
	TLS_FOLDER=$folder TLS_PORT=${address##*:} ${RUNNER:-} "$suite" --program run_client \
		>"$folder/seen" 2>&1
	sees "TLSv$(echo $version | tr _ .): olso ni niar"
	exec 3<&-
done

kill "$server"
wait "$server" 2>/dev/null
server=
what='the server'
cp "$folder/said" "$folder/seen"
if [ -s "$folder/said" ]; then
	fail 'it said something itself'
else
	passed=$((passed + 1))
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
