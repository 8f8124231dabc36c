#!/bin/sh
# Tests what the driver makes of the figures of its programs: in which order it runs them, and what
# it tells then.

. tests/bench/stand-in

# The implementations of the row that $1 begins, in their order: up to the next aim.
order_of() {
	awk -v row="$1" 'index($0, row) { here = 1 } here && /Aim/ { exit }
		here && NF == 6 && $2 ~ /[0-9]/ { printf "%s ", $1 }' "$tree/told"
}

# ---- Order, medians, ratios ----

bench turns <<'JSON'
{ "title": "Turns", "what": "Nothing.", "unfair": "All.", "rows": [
	{ "name": "few", "arguments": ["2"], "figure": "time", "unit": "ns", "floor": "floor",
	  "size": 2, "each": true, "aim": "at most 10 ns", "aim_value": 10 },
	{ "name": "many", "arguments": ["200", "x"], "figure": "time", "unit": "ns",
	  "floor": "floor", "size": 200, "each": true,
	  "aims": [{ "aim": "as the floor", "aim_ratio": { "to": "floor", "at_most": 1.1 } },
		   { "aim": "as nobody", "aim_ratio": { "to": "nobody", "at_most": 2 } }] },
	{ "name": "memory", "arguments": ["2"], "figure": "bytes", "unit": "bytes" }
] }
JSON
program turns/async.c <<'END'
set -- $(echo "9 30 1 30 20 30 8 30 9.5 30" | cut -d ' ' -f "$runs")
printf 'time %s\nbytes 4130\n' "$1"
END
program turns/asyncio.c <<'END'
printf 'time 1000\nbytes 12345678\n'
END
program turns/floor.c <<'END'
[ "$1" = 2 ] && echo "bytes 0.5"
echo "time 4.5"
END

measure 5
same 'the status' 0 "$status"
same 'the order' "$(for run in 1 2 3 4 5; do
	printf '%s\n' 'async.c 2' 'asyncio.c 2' 'floor.c 2'
	printf '%s\n' 'async.c 200 x' 'asyncio.c 200 x' 'floor.c 200 x'
done)" "$(cat "$tree/calls")"
tells 'of an odd number the middle one' ' async 9.00 1.00 20.0 2.00 1.00'
tells 'large numbers' ' asyncio 1,000 1,000 1,000 222 111'
tells 'a row that shares its runs' ' async 4,130 4,130 4,130 - 1.00'
tells 'an aim that is met' 'Aim: at most 10 ns: met (9.00 ns)'
tells 'one that is not' 'Aim: as the floor: not met (6.67 times floor)'
tells 'one that nobody knows' 'Aim: as nobody: not measured'
tells 'the sizes' ' 2 200 growth of all'
tells 'worse than linear' ' async 9.00 30.0 n^1.26, worse than linear'
tells 'linear' ' floor 4.50 4.50 n^1.00, linear'
same 'the best first' 'floor async asyncio ' "$(order_of turns/few:)"
measure 4
tells 'of an even number what is between' ' async 8.50 1.00 20.0 1.89 1.00'

# ---- More is better, fewer runs ----

bench rates <<'JSON'
{ "title": "Rates", "what": "-", "unfair": "-", "rows": [
	{ "name": "10", "figure": "rate", "unit": "1/s", "less_is_better": false, "size": 10,
	  "floor": "floor", "aim": "half of the floor", "aim_of": "async-slow",
	  "aim_ratio": { "to": "floor", "at_least": 0.5 } },
	{ "name": "100", "figure": "rate", "unit": "1/s", "less_is_better": false, "size": 100,
	  "arguments": ["100"], "runs": 1, "aim": "100 a second", "aim_value": 100 }
] }
JSON
echo 'echo "rate 50"' | program rates/async-slow.c
echo 'echo "rate $((100 - $# * 90))"' | program rates/async.c
echo 'echo "rate 200"' | program rates/floor.c
echo 'echo "rate 0.0321"' | program rates/peer.c
measure 2 rates
same 'one row has one run' 12 "$(wc -l <"$tree/calls")"
tells 'at least' 'Aim: half of the floor: not met (0.250 times floor)'
tells 'at least, by a number' 'Aim: 100 a second: not met (10.0 1/s)'
tells 'ratios to the best of ours' ' floor 200 200 200 1.00 2.00'
tells 'cost grows where the rate falls' ' async 100 10.0 n^2.00, worse than linear'
tells 'small numbers' ' peer 0.0321 0.0321 0.0321 0.000160 0.000321'
same 'the most first' 'floor async async-slow peer ' "$(order_of rates/10:)"

# ---- How they are run ----

bench pinned <<'JSON'
{ "title": "Pinned", "what": "-", "unfair": "-", "rows": [
	{ "name": "one", "figure": "processors", "unit": "1" },
	{ "name": "all", "figure": "processors", "unit": "1", "processors": 999 }
] }
JSON
echo 'echo "processors $(nproc)"' | program pinned/async.c
echo 'echo "processors ${ASYNC_CLOCK:-5}"' | program pinned/clock.c
ASYNC_CLOCK=virtual measure 1 pinned
tells 'one processor' ' async 1.00 1.00 1.00 - 1.00'
tells 'no settings of ours' ' clock 5.00'
tells 'more than there are' 'async: it needs 999 processors, and here '

finish
