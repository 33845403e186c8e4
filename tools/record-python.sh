#!/bin/bash
# Usage: tools/record-python.sh PYTHON [SCRIPT...]   Runs the scripts under tests/python with a real
# CPython 3.14 and records what they print as *.expected. Without SCRIPTs: all that have one.
set -euo pipefail
python=$1; shift
cd "$(dirname "$0")/../tests/python"
(($#)) || set -- */*.py
for s in "$@"; do
  s=${s#tests/python/}
  (cd "$(dirname "$s")" && PYTHONHASHSEED=0 TZ=UTC "$python" -B "$(basename "$s")" >"$(basename "${s%.py}").expected")
  echo "recorded $s"
done
