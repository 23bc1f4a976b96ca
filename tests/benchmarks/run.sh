#!/bin/sh
# Runs the benchmarks, or those named after BIN; the peers they are measured beside live in .venv-peers, apart from ours.
# usage: run.sh BIN [NAME ...]      e.g. run.sh .venv/bin cleaner_quality polling_speed
set -u
cd "$(dirname "$0")/../.."
bin=$1
shift
names=${*:-"extractor_speed cleaner_quality polling_speed polling_large_feed campaign ledger_append ledger_duplicates ledger_crash"}
peers=.venv-peers/bin/python

if [ ! -x "$peers" ]; then
    echo "Setting up .venv-peers with trafilatura, quantulum3 and reader ..."
    "$bin/uv" venv --quiet .venv-peers &&
        "$bin/uv" pip install --quiet --python "$peers" trafilatura quantulum3 reader ||
        echo "The peers could not be installed; their columns stay empty." >&2
fi

for name in $names; do
    echo "== $name"
    case $name in
        cleaner_quality) PYTHONPATH=$("$peers" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])' 2>/dev/null) \
            "$bin/python" "tests/benchmarks/$name.py" ;;
        extractor_speed) "$bin/python" "tests/benchmarks/$name.py" \
            "$([ ! -d ../shared/gold/dev/texts ] || echo ../shared/gold/dev/texts)" "$peers" \
            $([ ! -x build/compiled/bin/python ] || echo build/compiled/bin/python) ;;
        polling_speed) "$bin/python" "tests/benchmarks/$name.py" --peer-python "$peers" ;;
        *) "$bin/python" "tests/benchmarks/$name.py" ;;
    esac
done
