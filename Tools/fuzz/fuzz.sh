#!/usr/bin/env bash
# Bad input against the running service: everything that docs/openapi.yaml allows and much that it does not, as the
# owner of what is there, as a stranger and without a token, then broken bytes on the sockets.  fuzz.sh [--quick] …
#   (see fuzz.sh --help).  It has an environment of its own in .dev/fuzz, on ports of its own.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../dev/common.sh"
here=$root/Tools/fuzz

"$root/Tools/dev/install.sh" test
python=$("$root/Tools/dev/python.sh" "$here/requirements.txt")
export PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
case " $* " in *" --help "* | *" -h "*) exec "$python" "$here/fuzz.py" --help ;; esac

# Apart from what `make run` has, so that both can be there at once.
export PORT_OFFSET=$((offset + 400)) DEV_DIR=$dev/fuzz
"$root/Tools/dev/reset.sh" >/dev/null

# Thousands of requests a minute, from one address and of one user: no limits. Otherwise the service is as it is.
export HTTP_RATE_LIMIT=0 HTTP_RATE_LIMIT_PER_ADDRESS=0 LOG_LEVEL=warning
# A pass outlives a quarter of an hour, and with a token that has expired it would find nothing.
export AUTH_ACCESS_TOKEN_LIFETIME=PT6H
# What the environment of `make run` has to say is of no interest here, unless it does not start.
QUIET=1 "$root/Tools/dev/run.sh" &
services=$!
passes=
finish() {
    [ -z "$passes" ] || kill "$passes" 2>/dev/null || true
    kill "$services" 2>/dev/null || true
    wait "$services" 2>/dev/null || true
}
trap finish EXIT
trap 'exit 130' INT TERM
. "$root/Tools/dev/common.sh"
until [ -f "$dev/run/ready" ]; do
    kill -0 "$services" 2>/dev/null || fail "The services did not start, see above."
    sleep 0.5
done

export FUZZ_DATABASE=$("$root/Tools/dev/postgres.sh" url "$dev/postgres" "$postgres_port")
export FUZZ_API=http://127.0.0.1:$api_port FUZZ_DIRECTORY=$dev FUZZ_ROOT=$root FUZZ_PORTS
FUZZ_PORTS=$(for name in api-gateway notification-service recurring-task-service relay; do echo "$name $(service_ports "$name")"; done)
# Beside the shell, which otherwise would hear of a signal only when all is over.
"$python" "$here/fuzz.py" "$@" &
passes=$!
status=0
wait "$passes" || status=$?
passes=
exit $status
