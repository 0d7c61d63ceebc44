#!/usr/bin/env bash
# Real daprd instead of the development sidecar, one for each entry of the run file.  daprd.sh start FILE | stop
# The broker, the state store and the mail server that dapr-components/local names must run already.
set -euo pipefail
. "$(dirname "$0")/common.sh"

if [ "$1" = stop ]; then
    for pid_file in "$dev"/run/daprd-*.pid; do
        [ -f "$pid_file" ] || continue
        kill "$(cat "$pid_file")" 2>/dev/null || true
        rm -f "$pid_file"
    done
    exit 0
fi

require_daprd
mkdir -p "$dev/run" "$dev/log"
set -a
. "$dev/secrets.env"
set +a
resources=$root/dapr-components/local
awk '/appID:/{id=$3} /appPort:/{app=$2} /daprHTTPPort:/{print id, app, $2}' "$2" | while read -r id app http; do
    name=daprd-$id-$http
    setsid daprd --app-id "$id" --app-port $((app + offset)) --dapr-http-port $((http + offset)) \
        --dapr-grpc-port $((http + offset + 20000)) --dapr-internal-grpc-port $((http + offset + 21000)) \
        --metrics-port $((http + offset + 22000)) --resources-path "$resources" --config "$resources/config.yaml" \
        --enable-app-health-check --app-health-check-path /healthz --app-health-probe-interval 1 \
        --app-health-threshold 3 --dapr-graceful-shutdown-seconds 20 >>"$dev/log/$name.log" 2>&1 </dev/null &
    echo $! >"$dev/run/$name.pid"
done
