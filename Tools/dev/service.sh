#!/usr/bin/env bash
# Starts or stops one program of the development environment.  service.sh start|stop NAME
# NAME: api-gateway, relay, notification-service, recurring-task-service[-2], sidecar, mail
set -euo pipefail
. "$(dirname "$0")/common.sh"

action=$1 name=$2
bin=${BIN:-$root/.build/release}
pid_file=$dev/run/$name.pid log=$dev/log/$name.log

# A zombie that nobody has waited for yet does not run any more.
running() {
    local pid
    [ -f "$pid_file" ] && pid=$(cat "$pid_file") && kill -0 "$pid" 2>/dev/null &&
        ! grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null
}

if [ "$action" = stop ]; then
    running || exit 0
    pid=$(cat "$pid_file")
    kill "$pid" 2>/dev/null || true
    # A service has 25 s to end (it drains); whoever does not is killed.
    for _ in $(seq 270); do running || break; sleep 0.1; done
    kill -9 "$pid" 2>/dev/null || true
    rm -f "$pid_file"
    exit 0
fi

! running || { say "$name runs already (pid $(cat "$pid_file"))."; exit 0; }
mkdir -p "$dev/run" "$dev/log"
set -a
. "$dev/secrets.env"
[ ! -f "$root/.env" ] || . "$root/.env"
set +a

case $name in
sidecar)
    # Resource paths in the run file are relative to it.
    command=("$bin/dev-sidecar" --run-file "$dev/dapr.yaml" --data "$dev/sidecar" --port-offset "$offset")
    export SMTP_PORT=$smtp_port
    ;;
mail) command=(/usr/bin/python3 "$root/Tools/dev/mail_sink.py" "$smtp_port" "$dev/mail") ;;
*)
    read -r app_port probe_port sidecar_port <<<"$(service_ports "$name")"
    export DATABASE_URL=${DATABASE_URL:-$("$root/Tools/dev/postgres.sh" url "$dev/postgres" "$postgres_port")}
    export DAPR_APP_PORT=$app_port PROBES_PORT=$probe_port DAPR_HTTP_PORT=$sidecar_port SHUTDOWN_DELAY=PT0S
    case $name in
    api-gateway) export HTTP_PORT=$api_port; command=("$bin/api-gateway" serve) ;;
    relay) command=("$bin/api-gateway" relay) ;;
    recurring-task-service*) command=("$bin/recurring-task-service" serve) ;;
    *) command=("$bin/$name" serve) ;;
    esac
    ;;
esac

# A process group of its own: Ctrl-C reaches the script, which then stops everything in order.
cd "$root"
setsid "${command[@]}" >>"$log" 2>&1 </dev/null &
echo $! >"$pid_file"
