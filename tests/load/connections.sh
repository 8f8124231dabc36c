#!/bin/sh
# A small load, of the kind that `make load` makes large: the last line is the program's.

exec ${RUNNER:-} "${CONFIG_DIR:-build/release}/tests/load/programs/connections" 300 10
