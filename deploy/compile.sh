#!/bin/sh
# Makes dist/*.whl with the reader as machine code, and a virtual environment that holds it beside BIN's dependencies.
# usage: compile.sh BIN VENV      e.g. compile.sh .venv/bin build/compiled; needs a C compiler and Python's headers
set -eu
cd "$(dirname "$0")/.."
bin=$1
venv=$2

headers=$("$bin/python" -c 'import sysconfig; print(sysconfig.get_path("include"))')
if ! command -v "${CC:-cc}" >/dev/null 2>&1 || [ ! -f "$headers/Python.h" ]; then
    echo "A C compiler and Python's headers are needed. On Debian or Ubuntu: apt-get install gcc libc6-dev python3-dev" >&2
    exit 1
fi

rm -rf build dist
echo "Compiling the reader, which takes some minutes ..."
DEFECTORWATCH_COMPILE=1 "$bin/uv" build --quiet --wheel --no-build-isolation --python "$bin/python" --out-dir dist
"$bin/uv" venv --quiet --python "$bin/python" "$venv"
"$bin/uv" pip install --quiet --no-deps --python "$venv/bin/python" dist/defectorwatch-*.whl
"$bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))' \
    >"$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/dependencies.pth"
"$venv/bin/python" -P -c 'from parsers.statistics import reading; assert not reading.__file__.endswith(".py"), reading.__file__'
ls dist/defectorwatch-*.whl
