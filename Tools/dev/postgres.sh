#!/usr/bin/env bash
# A private PostgreSQL cluster.  postgres.sh start|stop|url|socket-url FOLDER PORT [SETTING=VALUE ...]
# As root the server runs as user postgres, since PostgreSQL refuses root.
set -euo pipefail
. "$(dirname "$0")/common.sh"

action=$1 folder=$2 server_port=$3
shift 3
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -x "$bin/initdb" ] || fail "No PostgreSQL server programs below /usr/lib/postgresql: run Tools/dev/install.sh."

# User postgres must reach the folder; below /root, say, it cannot. Then the cluster lives in /var/tmp.
owner=()
if [ "$(id -u)" = 0 ]; then
    owner=(runuser -u postgres --)
    mkdir -p "$folder"
    if ! "${owner[@]}" test -x "$folder"; then
        outside=/var/tmp/todo-$(echo -n "$folder" | sha256sum | cut -c1-12)
        mkdir -p "$outside"
        echo "$outside" >"$folder/elsewhere"
        folder=$outside
    fi
fi
data=$folder/data
password_file=$folder/password

server() { "${owner[@]}" "$bin/pg_ctl" -D "$data" -s "$@" </dev/null; }

case $action in
start)
    mkdir -p "$folder"
    if [ ! -f "$data/PG_VERSION" ]; then
        rm -rf "$data"
        (umask 077 && head -c 24 /dev/urandom | base64 | tr -d '+/=' >"$password_file")
        [ "$(id -u)" != 0 ] || chown -R postgres "$folder"
        (cd / && "${owner[@]}" "$bin/initdb" -D "$data" -U todo -E UTF8 --locale=C.UTF-8 --auth=scram-sha-256 \
            --pwfile="$password_file" >/dev/null) || fail "initdb could not create the cluster in $data."
    fi
    if ! server status >/dev/null 2>&1; then
        options="-p $server_port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c max_connections=200"
        for setting in "$@"; do options+=" -c $setting"; done
        (cd / && server start -w -t 60 -l "$folder/log" -o "$options") ||
            fail "PostgreSQL did not start: $(tail -n 3 "$folder/log" 2>/dev/null)"
    fi
    ;;
stop) if [ -f "$data/PG_VERSION" ]; then (cd / && server stop -m fast -w >/dev/null 2>&1) || true; fi ;;
url) echo "host=127.0.0.1 port=$server_port user=todo dbname=postgres password=$(cat "$password_file")" ;;
socket-url) echo "host=$folder port=$server_port user=todo dbname=postgres password=$(cat "$password_file")" ;;
folder) echo "$folder" ;;
esac
