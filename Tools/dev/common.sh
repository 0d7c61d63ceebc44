# Shared by the scripts beside it: where things are, which ports, and how to say what is wrong.
# Sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
dev=${DEV_DIR:-$root/.dev}
offset=${PORT_OFFSET:-0}

port() { echo $(($1 + offset)); }

api_port=$(port 8000)
postgres_port=$(port 54320)
smtp_port=$(port 1025)

# name -> app port (Dapr's routes), probe port, sidecar port
service_ports() {
    case $1 in
    api-gateway) echo "$(port 8004) $(port 9000) $(port 3500)" ;;
    notification-service) echo "$(port 8001) $(port 9001) $(port 3501)" ;;
    recurring-task-service) echo "$(port 8002) $(port 9002) $(port 3502)" ;;
    relay) echo "$(port 8003) $(port 9003) $(port 3503)" ;;
    # Further replicas (make run RECURRING=2): ten ports up for each.
    recurring-task-service-*) local n=${1##*-}; n=$(((n - 1) * 10)); echo "$(port $((8002 + n))) $(port $((9002 + n))) $(port $((3502 + n)))" ;;
    esac
}

say() { printf '%s\n' "$*"; }
step() { printf '  %-58s' "$*"; }
done_step() { printf 'done\n'; }
fail() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
        fail "This needs root: run '$*' as root, then try again."
    fi
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

require_free_port() { # port, what for
    port_is_free "$1" || fail "Port $1 ($2) is in use. Stop what listens there, or shift all ports: make run PORT_OFFSET=100"
}

# Waits until the command succeeds; $1 = seconds, $2 = what for.
wait_for() {
    local limit=$1 what=$2
    shift 2
    local end=$((SECONDS + limit))
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.1
    done
}

http_ok() { curl -fsS -o /dev/null --max-time 2 "$1"; }

require_daprd() {
    command -v daprd >/dev/null ||
        fail "DAPR=1 needs daprd on PATH (1.18.3 or newer); without DAPR=1 the development sidecar is used."
}
