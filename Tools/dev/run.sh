#!/usr/bin/env bash
# Everything on one machine: builds, starts PostgreSQL, the sidecar, the mail sink and the services, and stops them in
# order on Ctrl-C.  Settings: PORT_OFFSET, DEV_DIR, RECURRING (replicas), DAPR=1 (real daprd), QUIET=1 (no greeting, for
# a script, which waits for $DEV_DIR/run/ready).
set -euo pipefail
. "$(dirname "$0")/common.sh"
here=$root/Tools/dev
"$here/install.sh"

recurring=(recurring-task-service)
for ((n = 2; n <= ${RECURRING:-1}; n++)); do recurring+=("recurring-task-service-$n"); done
services=(notification-service "${recurring[@]}" relay api-gateway)

[ -z "${DAPR:-}" ] || require_daprd
# Whoever runs it twice gets a sentence, not a mess.
if [ -f "$dev/run/run.pid" ] && kill -0 "$(cat "$dev/run/run.pid")" 2>/dev/null; then
    fail "It runs already in $dev (pid $(cat "$dev/run/run.pid")). Stop that one with Ctrl-C first, or use DEV_DIR= and PORT_OFFSET= for a second one."
fi
require_free_port "$api_port" "the API"
require_free_port "$postgres_port" PostgreSQL
require_free_port "$smtp_port" "the mail sink"
for name in "${services[@]}"; do
    for number in $(service_ports "$name"); do require_free_port "$number" "$name"; done
done

mkdir -p "$dev/run" "$dev/log" "$dev/mail"
say "Building (the first time takes a minute or two) …"
for product in api-gateway notification-service recurring-task-service dev-sidecar; do
    (cd "$root" && swift build -c release --static-swift-stdlib --explicit-target-dependency-import-check error \
        --product "$product" 2>&1 | tee "$dev/log/build.log" |
        awk '{printf "\r  %-76.76s", $0; fflush()} END{print ""}') ||
        fail "The build failed: $(grep -m 3 'error:' "$dev/log/build.log") (all of it: $dev/log/build.log)"
done

rm -f "$dev/run/ready"
echo $$ >"$dev/run/run.pid"
[ -f "$dev/secrets.env" ] || (
    umask 077
    random() { head -c 48 /dev/urandom | base64 | tr -d '+/=\n' | cut -c1-48; }
    printf 'AUTH_SECRET=%s\nDAPR_API_TOKEN=%s\nAPP_API_TOKEN=%s\n' "$(random)" "$(random)" "$(random)" >"$dev/secrets.env"
)

stopping=
stop_all() {
    [ -z "$stopping" ] || return
    stopping=1
    trap '' INT TERM
    printf '\nStopping '
    for name in api-gateway relay notification-service "${recurring[@]}"; do "$here/service.sh" stop "$name" & done
    wait
    for name in sidecar mail; do "$here/service.sh" stop "$name"; done
    [ -z "${DAPR:-}" ] || "$here/daprd.sh" stop
    "$here/postgres.sh" stop "$dev/postgres" "$postgres_port"
    rm -f "$dev/run/run.pid" "$dev/run/ready"
    say "… stopped. The data stays in $dev; 'make reset' forgets it."
}
trap 'stop_all; exit 0' INT TERM
trap 'stop_all' EXIT

step "PostgreSQL on $postgres_port"
"$here/postgres.sh" start "$dev/postgres" "$postgres_port"
done_step
export DATABASE_URL=$("$here/postgres.sh" url "$dev/postgres" "$postgres_port")

step "Migrations"
(cd "$root" && "$root/.build/release/api-gateway" migrate up >>"$dev/log/migrate.log" 2>&1) ||
    fail "The migrations failed: $(tail -n 3 "$dev/log/migrate.log")"
done_step

step "Mail sink on $smtp_port"
"$here/service.sh" start mail
wait_for 10 mail bash -c "exec 3<>/dev/tcp/127.0.0.1/$smtp_port" || fail "The mail sink did not start: $(tail -n 3 "$dev/log/mail.log")"
done_step

# The run file of this environment: the committed one, and an entry more for each further replica.
"$here/run_file.py" "$root/dapr-components/dapr.yaml" "$dev/dapr.yaml" "${RECURRING:-1}"

if [ -n "${DAPR:-}" ]; then
    step "daprd, a sidecar each"
    "$here/daprd.sh" start "$dev/dapr.yaml"
else
    step "Development sidecar"
    "$here/service.sh" start sidecar
fi
wait_for 15 sidecar http_ok "http://127.0.0.1:$(port 3500)/v1.0/healthz/outbound" ||
    fail "The sidecar did not start: $(tail -n 3 "$dev/log/sidecar.log")"
done_step

for name in "${services[@]}"; do "$here/service.sh" start "$name"; done
for name in "${services[@]}"; do
    read -r _ probe_port _ <<<"$(service_ports "$name")"
    step "$name"
    wait_for 30 "$name" http_ok "http://127.0.0.1:$probe_port/readyz" ||
        fail "$name did not become ready. The last lines of $dev/log/$name.log: $(tail -n 5 "$dev/log/$name.log")"
    done_step
done

touch "$dev/run/ready"
[ -n "${QUIET:-}" ] || cat <<TEXT

Todo runs at http://127.0.0.1:$api_port   (logs: $dev/log, mails: $dev/mail)

Four things to try:
  1. Sign up:   curl -s http://127.0.0.1:$api_port/api/auth/signup -H 'Content-Type: application/json' \\
                  -d '{"email":"you@example.org","password":"correct horse battery","name":"You"}'
  2. A task:    the README has the lines; the reminder arrives in $dev/mail
  3. The API:   http://127.0.0.1:$api_port/docs in a browser: all of it, to read and to try out
  4. Health:    curl -s http://127.0.0.1:$(port 9000)/health

Ctrl-C stops all of it.
TEXT

# Tells of a program that ends by itself; 'make start NAME=…' brings it back.
declare -A told
while true; do
    for name in "${services[@]}" mail $([ -n "${DAPR:-}" ] || echo sidecar); do
        pid=$(cat "$dev/run/$name.pid" 2>/dev/null || true)
        if [ -n "$pid" ] && ! kill -0 "$pid" 2>/dev/null && [ "${told[$name]:-}" != "$pid" ]; then
            told[$name]=$pid
            say "$name (pid $pid) ended; its log is $dev/log/$name.log. Start it again: make start NAME=$name"
        fi
    done
    sleep 1 &
    wait $! || true
done
