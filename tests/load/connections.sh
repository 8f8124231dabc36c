#!/bin/sh
# A small load, of the kind that `make load` makes large: the last line is the program's. What is
# freed must be free: AddressSanitizer would keep it for a while, and beside each stack another one.

export ASAN_OPTIONS="$ASAN_OPTIONS:quarantine_size_mb=0:thread_local_quarantine_size_kb=0"
export ASAN_OPTIONS="$ASAN_OPTIONS:detect_stack_use_after_return=0"
exec ${RUNNER:-} "${CONFIG_DIR:-build/release}/tests/load/programs/connections" 300 10
