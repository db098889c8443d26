# Sourced by scripts/up and scripts/test: finds a Python that the pinned packages support.
PYTHON=
for candidate in python3.11 python3.12 python3 python; do
  if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' \
    2>/dev/null; then
    PYTHON=$candidate
    break
  fi
done
if [ -z "$PYTHON" ]; then
  echo "MiniMind Studio needs Python 3.11 or 3.12: install it and put python3.11 on the PATH." >&2
  exit 1
fi
