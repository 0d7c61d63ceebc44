#!/usr/bin/env bash
# How much the development sidecar carries: events of 1 KiB a second from publish to acknowledged bulk delivery, each
# durable, and the way of one event at 1,000 a second. Publisher, application and sidecar share the machine.
#   ROUNDS=3 SECONDS_EACH=5   how often and how long
set -euo pipefail
. "$(dirname "$0")/../dev/common.sh"
rounds=${ROUNDS:-3} seconds=${SECONDS_EACH:-5}
cd "$root"
work=$dev/bench-sidecar
rm -rf "$work"
mkdir -p "$work/components"
cat >"$work/components/pubsub.yaml" <<'YAML'
apiVersion: dapr.io/v1alpha1
kind: Component
metadata: {name: pubsub}
spec:
  type: pubsub.kafka
  version: v1
  metadata:
    - {name: initialOffset, value: oldest}
YAML

say "Building (release, static) …"
swift build -c release --static-swift-stdlib --product dev-sidecar 2>&1 | grep -E 'error:' && exit 1 || true
swift build -c release --static-swift-stdlib --package-path Tests/Benchmarks --scratch-path .build/benchmarks 2>&1 |
    grep -E 'error:' && exit 1 || true
bench=$root/.build/benchmarks/release/bench
app=$(port 3760) api=$(port 3750)

measure() { # name in_flight: one run on a sidecar and a log of its own
    rm -rf "$work/data"
    "$root/.build/release/dev-sidecar" --app-id bench --app-port "$app" --dapr-http-port "$api" \
        --resources-path "$work/components" --data "$work/data" --partitions default=6 >"$work/sidecar.log" 2>&1 &
    local sidecar=$!
    echo "$1: $("$bench" "$1" "http://127.0.0.1:$api" "$seconds" "$2" "$app")" \
        "$(awk '/VmHWM/{printf "(%.0f MB)", $2 / 1024}' "/proc/$sidecar/status")"
    kill $sidecar && wait $sidecar 2>/dev/null || true
}
say "events/s, p50 ms, p99 ms, memory at most"
for ((round = 1; round <= rounds; round++)); do
    measure sidecar 8
    measure sidecar-latency 16
done
