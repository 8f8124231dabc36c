#!/bin/sh
# The programs and outputs in tutorial.md are those of the tree, and the names in it exist.

exec "${CONFIG_DIR:-build/release}/tests/tutorial/weave" --check tutorial.md
