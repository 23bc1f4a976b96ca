#!/bin/sh
# Puts everything of requirements.lock, checked by hash, into a virtual environment; nothing outside that folder changes.
# usage: set-up.sh VENV UV_VERSION
set -eu
venv=$1
uv_version=$2

python=
for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python; do
    if [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 &&
        "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "defectorwatch needs Python 3.11 to 3.14; none was found. Install one, or name it: make run PYTHON=/path/to/python3" >&2
    exit 1
fi

echo "Setting up $venv with $("$python" --version) from requirements.lock ..."
if [ ! -x "$venv/bin/python" ] && ! "$python" -m venv "$venv"; then
    rm -rf "$venv"
    echo "$python cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv" >&2
    exit 1
fi
if [ -n "$uv_version" ] && "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$uv_version" 2>/dev/null; then
    # Compiled once here, not at every start where Python may not write its caches: Prefect starts twice as fast.
    "$venv/bin/uv" pip sync --quiet --require-hashes --compile-bytecode --python "$venv/bin/python" requirements.lock
    "$venv/bin/uv" pip install --quiet --no-deps --no-build-isolation --python "$venv/bin/python" --editable .
else
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
fi
echo "Ready."
