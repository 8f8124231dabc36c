#!/bin/sh
# Makes the files whose lines are counted, once, in build/bench: lines of 13 to 150 bytes, 80 on
# average, as in a log. They are made of one of 64 MB, over and over.

set -e
folder=build/bench
mkdir -p $folder

make_first() {
	awk 'BEGIN {
		text = "GET /weather/today?city=Berlin&units=metric HTTP/1.1 200 the quick brown"
		text = text " fox jumps over the lazy dog and comes home late, but not too late"
		for (size = 0; size < 64 * 1048576; size += length(line) + 1) {
			line = sprintf("%011d %s", n, substr(text, 1, (n * 7919) % 138))
			n++
			print line
		}
	}'
}

# repeat COUNT FILE: it is COUNT times the first one.
repeat() {
	[ -s "$2" ] && return
	for copy in $(seq "$1"); do
		cat $folder/lines-64.txt
	done >"$2.new"
	mv "$2.new" "$2"
}

if [ ! -s $folder/lines-64.txt ]; then
	make_first >$folder/lines-64.txt.new
	mv $folder/lines-64.txt.new $folder/lines-64.txt
fi
repeat 4 $folder/lines-256.txt
repeat 16 $folder/lines-1024.txt
cat $folder/lines-*.txt >/dev/null		# into the page cache
