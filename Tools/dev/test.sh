#!/usr/bin/env bash
# All tests, against a private PostgreSQL: everything, then the modules once more under the thread sanitizer.
set -euo pipefail
. "$(dirname "$0")/common.sh"
here=$root/Tools/dev
"$here/install.sh" test
cd "$root"
test_port=$((54400 + ($$ % 100)))
folder=$dev/test-postgres
# Everything in one process shares one event loop: more cases at once than this, and time limits mean nothing.
flags=(--disable-xctest --explicit-target-dependency-import-check error --experimental-maximum-parallelization-width 6)

# No fsync: what these tests prove is what happens when processes die, not when the machine does.
"$here/postgres.sh" start "$folder" "$test_port" max_connections=400 fsync=off full_page_writes=off shared_buffers=256MB
trap '"$here/postgres.sh" stop "$folder" "$test_port"' EXIT
export TEST_DATABASE_URL=$("$here/postgres.sh" socket-url "$folder" "$test_port")

say "Building the programs that the kill tests kill …"
for product in api-gateway notification-service recurring-task-service dev-sidecar; do
    swift build --scratch-path .build-failpoints -Xswiftc -DFAILPOINTS --product "$product"
done
export TEST_PROGRAMS=$root/.build-failpoints/debug

# The suites write down what the gateway answers; in the end the API's description is held against it.
export TEST_RESPONSES=$dev/responses
rm -rf "$TEST_RESPONSES"
mkdir -p "$TEST_RESPONSES"
python=$("$here/python.sh" Tools/openapi/requirements.txt)
responses() { "$python" Tools/openapi/responses.py "$@" "$TEST_RESPONSES" || exit 1; }

# Runs tests; what failed is told once more at the end, where it is seen.
log=$dev/test.log
suite() {
    swift test "${flags[@]}" "$@" 2>&1 | tee "$log" && return
    say "What failed (all of it is in $log):"
    grep -aE '✘|error:' "$log" | cut -c 1-2000 >&2 || tail -n 20 "$log" >&2
    exit 1
}

if [ $# -gt 0 ]; then
    suite "$@"
    responses
    exit
fi

# Suites that compute for seconds run apart: they would keep the pool's threads from those that wait for answers.
computing='^(ArchitectureTests|CryptographyTests|JSONTests|TodoCoreTests)\.'
say "Rules …"
suite --filter "$computing"
# So do those that run whole services and programs.
whole='^(DevSidecarTests|EndToEndTests|FaultTests)\.'
say "Modules and services …"
suite --skip-build --skip "$computing" --skip "$whole"
say "The whole path, and what dies on it …"
suite --skip-build --filter "$whole"
say "The API's description …"
responses --complete

say "The modules under the thread sanitizer …"
suite --sanitize=thread --scratch-path .build-thread \
    --filter '^(ReactorTests|ObservabilityTests|ConfigurationTests|HTTPTests|PostgresTests|DaprTests|ServiceKitTests)\.'
