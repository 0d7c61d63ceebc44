#!/usr/bin/env bash
# The sidecar contract against real daprd: contract.sh [STATE], with the broker, redis and PostgreSQL that
# Tools/DaprContract/Components names.  STATE is the folder of the state store: redis-state (default) or postgres-state.
# DAPRD is the sidecar to check, CONTRACT the program; ALONE=1 leaves out the second sidecars, for a stand-in whose
# processes share no broker.
set -euo pipefail
. "$(dirname "$0")/common.sh"
cd "$root"

state=${1:-redis-state}
daprd=${DAPRD:-daprd}
contract=${CONTRACT:-$root/.build/release/dapr-contract}
components=Tools/DaprContract/Components
port=${CONTRACT_PORT:-21000}
records=${RECORDS:-$dev/contract}
mkdir -p "$records"
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done' EXIT

# sidecar APP OFFSET [FLAGS...]: its application at port + offset, its own ports after that.
sidecar() {
    local app=$1 offset=$(($2 + port)); shift 2
    "$daprd" --app-id "$app" --app-port "$offset" --dapr-http-port $((offset + 1)) --dapr-grpc-port $((offset + 2)) \
        --dapr-internal-grpc-port $((offset + 3)) --metrics-port $((offset + 4)) \
        --resources-path $components/common --resources-path $components/kafka \
        --resources-path "$components/$state" --resources-path $components/declared \
        --config $components/config.yaml "$@" >"$records/$app-$offset.log" 2>&1 &
    pids+=($!)
}

failed=0
common=(--upstream-port=8088 --declared --shutdown)

# All statements about events, state and bindings, with a second replica and another application.
run=contract-$RANDOM
sidecar $run 0
more=()
if [ -z "${ALONE:-}" ]; then
    sidecar $run 10
    sidecar $run-other 20
    more=(--replica-port=$((port + 10)) --second-port=$((port + 20)) "--second-sidecar=http://127.0.0.1:$((port + 21))")
fi
"$contract" --app-port=$port --sidecar="http://127.0.0.1:$((port + 1))" "${common[@]}" "${more[@]}" \
    --record="$records/$state.jsonl" || failed=1
for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
wait || true
pids=()

# Again with tokens, health checks and one call at a time.
export DAPR_API_TOKEN=in APP_API_TOKEN=out
sidecar contract-$RANDOM 30 --app-max-concurrency 1 --enable-app-health-check --app-health-check-path /healthz \
    --app-health-probe-interval 1 --app-health-threshold 3
"$contract" --app-port=$((port + 30)) --sidecar="http://127.0.0.1:$((port + 31))" "${common[@]}" --health-path=/healthz \
    --serial --record="$records/$state-strict.jsonl" || failed=1
exit $failed
