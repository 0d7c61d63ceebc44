#!/usr/bin/env bash
# Forgets all data of the development environment.
set -euo pipefail
. "$(dirname "$0")/common.sh"
if [ -f "$dev/run/run.pid" ] && kill -0 "$(cat "$dev/run/run.pid")" 2>/dev/null; then
    fail "It is running: stop it with Ctrl-C first."
fi
[ -d "$dev" ] || exit 0
"$root/Tools/dev/postgres.sh" stop "$dev/postgres" "$postgres_port"
[ ! -f "$dev/postgres/elsewhere" ] || rm -rf "$(cat "$dev/postgres/elsewhere")"
rm -rf "$dev"
say "Forgotten: $dev"
