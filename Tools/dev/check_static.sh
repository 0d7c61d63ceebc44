#!/usr/bin/env bash
# What only the binaries that ship can show: zones on the static build, the scripts' syntax.
set -euo pipefail
. "$(dirname "$0")/common.sh"
for script in "$root"/Tools/{dev,fuzz}/*.sh; do bash -n "$script"; done
"$root"/Tools/openapi/openapi.py --check || fail "See above."
# The static standard library has no time zones of its own; ours must be there.
out=$("$root/.build/release/api-gateway" zone America/New_York 2027-07-01T13:00:00Z)
[ "$out" = "2027-07-01T09:00:00-04:00" ] || fail "The static binary answers '$out' for 13:00Z in New York in July."
say "checked"
