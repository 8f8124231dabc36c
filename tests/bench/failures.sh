#!/bin/sh
# Tests what the driver does when something is missing, or fails: it says so in a sentence, and goes
# on with the rest.

. tests/bench/stand-in

# says LABEL TEXT: asked for $only, the driver refuses to begin, and says why.
says() {
	measure 1 "$only"
	same "$1" "1 bench: $2" "$status $(cat "$tree/told")"
}

# ---- Programs ----

bench broken <<'JSON'
{ "title": "Broken", "what": "-", "unfair": "-", "rows": [
	{ "name": "first", "figure": "time", "unit": "ns", "arguments": ["1"] },
	{ "name": "second", "figure": "time", "unit": "ns", "arguments": ["2"] }
] }
JSON
echo 'echo "time 5"' | program broken/async.c
echo 'if [ "$1" = 1 ] && [ "$runs" = 3 ]; then exit 3; fi; echo "time 6"' | program broken/late.c
echo 'echo "no disk left" >&2; exit 4' | program broken/noisy.c
echo 'kill -9 $$' | program broken/killed.c
echo 'echo "time is 5"' | program broken/wordy.c
echo 'echo "speed 5"' | program broken/other.c
echo ': nothing' | program broken/silent.c
echo 'echo "ModuleNotFoundError: No module named '"'uvloop'"'" >&2; exit 1' |
	script broken/uvloop.py
echo 'echo "time 7"' | script broken/plain.py
chmod -x "$tree/bench/broken/plain.py"
printf '#!/usr/bin/env no-such-interpreter\n' >"$tree/bench/broken/strange.py"
chmod +x "$tree/bench/broken/strange.py"
: >"$tree/bench/broken/unbuilt.c"
: >"$tree/bench/broken/libuv.c"
printf 'In file x:\nlibuv.c:3: fatal error: uv.h: No such file\nmore\n' \
	>"$tree/programs/broken/libuv.log"

measure 3 broken
same 'failures are no error' 0 "$status"
tells 'who does it' ' async 5.00 5.00 5.00 - 1.00'
tells 'who fails late' ' late 6.00 6.00 6.00 - 1.20'
tells 'and in which row' ' late: run 2 failed: it ended with status 3'
for text in \
	'noisy: run 1 failed: it ended with status 4: no disk left' \
	'killed: run 1 failed: it was killed by signal 9 (Killed)' \
	'wordy: run 1 failed: it printed "time is 5", which is no figure' \
	'other: it gave no figure "time"' \
	'silent: it gave no figure "time"' \
	"uvloop: Python has no module 'uvloop'" \
	'plain: the script is not executable' \
	'strange: ' \
	'unbuilt: it is not built' \
	'libuv: it does not build: libuv.c:3: fatal error: uv.h: No such file'; do
	tells 'why' "Not measured: $text"
done
same 'who fails is not tried again' 2 "$(grep -c noisy "$tree/calls")"
same 'results are of those who did it' 4 "$(grep -c impl "$tree/out/results.json")"

# ---- Servers ----

cat >"$tree/serve" <<END
trap 'exit 0' TERM
echo 'port 12'
read -r line
END
bench served <<'JSON'
{ "title": "Served", "what": "-", "unfair": "-", "with": "load", "rows": [
	{ "name": "row", "figure": "rate", "unit": "1/s", "arguments": ["50"] } ] }
JSON
program served/async.c <"$tree/serve"
echo 'echo "address in use" >&2; exit 1' | program served/refused.c
echo 'echo "port 13"; exit 0' | program served/short.c
program served/load.c <<'END'
[ -n "$SERVER_PID" ] && echo "rate $1"
END
measure 2 served
tells 'a server that is measured' ' async 12.0 12.0 12.0 - 1.00'
tells 'one that does not begin' \
	'Not measured: refused: run 1 failed: it ended with status 1: address in use'
same 'the arguments of its load' 'load.c 12 50' "$(grep -m 1 load "$tree/calls")"
tells 'one that ends early counts, as far as its load goes' ' short 13.0 13.0 13.0'

bench asked <<'JSON'
{ "title": "Asked", "what": "-", "unfair": "-", "with": "server", "prepare": "prepare.sh", "rows": [
	{ "name": "row", "figure": "rate", "unit": "1/s", "arguments": ["50"] } ] }
JSON
program asked/server.c <"$tree/serve"
echo 'echo "rate $2"; test -e prepared' | program asked/async.c
echo 'touch prepared' | script asked/prepare.sh
measure 2 asked
tells 'a client that measures itself' ' async 50.0 50.0 50.0 - 1.00'
same 'the arguments of a client' 'async.c 12 50' "$(grep -m 1 async "$tree/calls")"
same 'what is prepared once' 1 "$(grep -c prepare "$tree/calls")"
echo 'exit 1' | script asked/prepare.sh
measure 1 asked
tells 'what cannot be prepared' 'async: bench/asked/prepare.sh failed: it ended with status 1'

# ---- What it is asked for ----

only=nothing
says 'no such benchmark' \
	'there is no benchmark "nothing" in bench; there are: asked, broken, served'
for runs in 0 many; do
	measure $runs
	same 'no runs' "2 bench: RUNS is a number from 1 to 1000, not \"$runs\"" \
		"$status $(cat "$tree/told")"
done
rm "$tree/bench/served/load.c"
only=served
says 'no load' 'bench/served has no load.c, as its bench.json says'

only=wrong
file=bench/wrong/bench.json
echo '{ "title": ' | bench wrong
measure 1 wrong
tells 'no JSON' "bench: $file is not JSON: "
echo '[]' | bench wrong
says 'a list' "$file: \"title\" has to be there, and a text"
echo '{ "title": "T", "what": "W", "unfair": "U", "rows": [] }' | bench wrong
says 'no rows' "$file: \"rows\" has to name at least one"

# row KEYS: a benchmark whose row has these, too.
row() {
	bench wrong <<JSON
{ "title": "T", "what": "W", "unfair": "U", "rows": [{ "name": "N", "unit": "ns", $1 }] }
JSON
}

row '"size": 1'
says 'no figure' "$file: row 1: \"figure\" has to be there, and a text"
row '"figure": "time", "arguments": [2]'
says 'a number' "$file: row 1: \"arguments\" has to be a list of texts"
row '"figure": "time", "runs": "2"'
says 'a text' "$file: row 1: \"runs\" has to be a number"
row '"figure": "time", "runs": -1'
says 'fewer than none' "$file: row 1: \"runs\" has to be from 0 to 1000"
row '"figure": "time", "processors": 0'
says 'nowhere' "$file: row 1: \"processors\" has to be from 1 to 1000"
row '"figure": "time", "less_is_better": 1'
says 'no truth' "$file: row 1: \"less_is_better\" has to be true or false"
row '"figure": "time", "aim": "fast"'
says 'an aim' "$file: row 1: \"aim\" needs an \"aim_value\" or an \"aim_ratio\" above 0"
rm -r "$tree/bench/wrong"

# ---- Files ----

bench small <<'JSON'
{ "title": "Small", "what": "-", "unfair": "-", "rows": [
	{ "name": "row", "figure": "time", "unit": "ns" } ] }
JSON
echo 'echo "time 1"' | program small/async.c
rm -r "$tree/out"
measure 1 small
same 'what is written' 'results.json small.svg small.txt summary.md summary.svg' \
	"$(ls "$tree/out" | tr '\n' ' ' | sed 's/ $//')"
before=$(cat "$tree"/out/*)
echo 'ls -la' | script small/go.go
(
	cd "$tree" && ulimit -f 0 && trap '' XFSZ
	"$driver" bench programs out 1 small 2>&1
	echo "status $?"
) | tail -n 2 >"$tree/told"
same 'a disk that is full' 'bench: cannot write out/small.txt: File too large
status 1' "$(cat "$tree/told")"
same 'leaves what was there' "$before" "$(cat "$tree"/out/*)"
rm -r "$tree/out"
: >"$tree/out"
only=small
says 'a file in the way' 'cannot write into out: Not a directory'

finish
