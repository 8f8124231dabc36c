#!/bin/sh
# Tests the files that the driver writes: results.json and summary.md to the letter, and whether
# charts are well-formed.

. tests/bench/stand-in

bench letters <<'JSON'
{ "title": "Letters <&> \"quotes\"", "what": "A & B.", "unfair": "a < b", "rows": [
	{ "name": "few & many", "figure": "time", "unit": "ns", "floor": "floor",
	  "aim": "at most 6 ns", "aim_value": 6 } ] }
JSON
echo 'echo "time 5.25"' | program letters/async.c
echo 'echo "time $((runs * 2))"' | program letters/floor.c
echo 'echo "time 700"' | program letters/asyncio.c
echo 'echo "time 25"' | program letters/go.c

measure 3

same results.json '[
  {
    "bench": "letters/few & many",
    "impl": "async",
    "unit": "ns",
    "median": 5.25,
    "min": 5.25,
    "max": 5.25,
    "runs": 3
  },
  {
    "bench": "letters/few & many",
    "impl": "asyncio",
    "unit": "ns",
    "median": 700.0,
    "min": 700.0,
    "max": 700.0,
    "runs": 3
  },
  {
    "bench": "letters/few & many",
    "impl": "floor",
    "unit": "ns",
    "median": 4.0,
    "min": 2.0,
    "max": 6.0,
    "runs": 3
  },
  {
    "bench": "letters/few & many",
    "impl": "go",
    "unit": "ns",
    "median": 25.0,
    "min": 25.0,
    "max": 25.0,
    "runs": 3
  }
]' "$(cat "$tree/out/results.json")"

same summary.md '| work | unit | floor | ours | best peer | asyncio | aim |
|---|---|---|---|---|---|---|
| letters, few & many | ns | 4.00 | **5.25** | go 25.0 | 700 | at most 6 ns: met |' \
	"$(sed 1,2d "$tree/out/summary.md")"
tells 'the machine' 'Measured on ' "$tree/out/summary.md"
same 'the table is what was told' "$(sed -n '/^Letters/,/^$/p' "$tree/told")" \
	"$(sed -n '/^Letters/,/^$/p' "$tree/out/letters.txt")"

# ---- Charts ----

# What is wrong with a file of XML: elements that are not closed, or closed in another order;
# characters that have to be escaped.
faults() {
	tr '\n' ' ' <"$1" | sed 's/</\n</g; s/>/>\n/g' | awk '
		/^<\// {
			if (stack[depth--] != substr($0, 3, length($0) - 3))
				print "closed in another order: " $0
			next
		}
		/^</ {
			if (!/>$/ || gsub(/"/, "\"") % 2)
				print "not closed: " $0
			if (!/\/>$/) {
				sub(/^</, ""); sub(/[ >].*/, "")
				stack[++depth] = $0
			}
			next
		}
		{
			gsub(/&(amp|lt|gt|quot);/, "")
			if (/[&<>]/)
				print "not escaped: " $0
		}
		END { if (depth) print "left open: " stack[depth] }'
}

# places CLASS: the width of its bars.
width() {
	sed -n "s/<rect class=\"$1\".* width=\"\([0-9.]*\)\".*/\1/p" "$tree/out/letters.svg"
}

same 'the chart' '' "$(faults "$tree/out/letters.svg")"
same 'the chart of all' '' "$(faults "$tree/out/summary.svg")"
for chart in letters summary; do
	tells "$chart: a title" '<title id="title">' "$tree/out/$chart.svg"
	tells "$chart: and what is to be seen" '<desc id="text">' "$tree/out/$chart.svg"
	tells "$chart: in the dark, too" 'prefers-color-scheme: dark' "$tree/out/$chart.svg"
done
tells 'escaped' '<title id="title">Letters &lt;&amp;&gt; "quotes"</title>' \
	"$tree/out/letters.svg"
figures='floor 4.00, async 5.25, go 25.0, asyncio 700.'
tells 'in words' "few &amp; many, time in ns, less is better: $figures" "$tree/out/letters.svg"
tells 'of all, in words' 'letters, few &amp; many: floor 0.762; go 4.76; asyncio 133;' \
	"$tree/out/summary.svg"
tells 'far apart' 'each line is ten times the last' "$tree/out/letters.svg"
same 'bars on such a scale' '110.5 132.2' "$(width floor) $(width ours)"

rm "$tree/bench/letters/asyncio.c"
measure 1
same 'close together' 0 "$(grep -c 'ten times the last' "$tree/out/letters.svg")"
same 'bars, then' '38.5 101.2 481.8' "$(width floor) $(width ours) $(width peer)"

finish
