#!/bin/sh
# Registers pool, queues, deployments and automation with the server of PREFECT_API_URL; running it again changes nothing.
# usage: deploy.sh BIN   (BIN: the folder of the virtual environment's commands)
set -eu
cd "$(dirname "$0")/.."
bin=$1
: "${PREFECT_API_URL:?set it to your Prefect server, for example http://127.0.0.1:4200/api}"
DEFECTORWATCH_ROOT=${DEFECTORWATCH_ROOT:-$(pwd)} # where the worker finds this project
export DEFECTORWATCH_ROOT DO_NOT_TRACK=1

"$bin/prefect" --no-prompt work-pool inspect defectorwatch >/dev/null 2>&1 ||
    "$bin/prefect" --no-prompt work-pool create defectorwatch --type process
"$bin/prefect" --no-prompt work-queue inspect manual --pool defectorwatch >/dev/null 2>&1 ||
    "$bin/prefect" --no-prompt work-queue create manual --pool defectorwatch
"$bin/prefect" --no-prompt deploy --all --prefect-file deploy/prefect.yaml
"$bin/python" -m flows.deployments
echo "Start a worker where the project lies: $bin/prefect worker start --pool defectorwatch"
