#!/bin/sh
# Builds every example with CPython's own headers and records what its script prints under CPython.
# Usage: record.sh [PYTHON]   (default python3; its headers must be installed)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=${1:-python3}
include=$("$python" -c 'import sysconfig; print(sysconfig.get_path("include"))')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for source in "$here"/*.c; do
  name=$(basename "$source" .c)
  ${CC:-cc} -std=c11 -O2 -fPIC -shared -I"$include" -o "$work/$name.abi3.so" "$source" -lm
  PYTHONPATH=$work "$python" -S -B "$here/try_$name.py" >"$work/$name.out"
  mv "$work/$name.out" "$here/$name.expected"
  echo "recorded $name.expected"
done
