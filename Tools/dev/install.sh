#!/usr/bin/env bash
# Installs what the build and the development environment need, if it is missing. Debian 12 and 13, Ubuntu 24.04.
set -euo pipefail
. "$(dirname "$0")/common.sh"

packages=(libpq-dev libcurl4-openssl-dev libssl-dev libmicrohttpd-dev libsqlite3-dev libyaml-dev pkg-config
    postgresql postgresql-contrib tzdata curl make python3 python3-aiosmtpd)
case "${1:-}" in
bench) packages+=(wrk) ;;
test) packages+=(python3-dateutil python3-yaml python3-venv) ;;
esac

missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done

if [ ${#missing[@]} -gt 0 ]; then
    command -v apt-get >/dev/null ||
        fail "Please install these, or what your system calls them, and try again: ${missing[*]}"
    say "Installing: ${missing[*]}"
    # The package of the server must not start a cluster of its own: ours is private, under .dev.
    conf=/etc/postgresql-common/createcluster.d/todo-dev.conf
    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get update -qq
    if [[ " ${missing[*]} " == *" postgresql "* ]]; then
        as_root apt-get install -y -qq postgresql-common >/dev/null
        as_root mkdir -p "$(dirname $conf)"
        echo 'create_main_cluster = false' | as_root tee $conf >/dev/null
    fi
    status=0
    as_root apt-get install -y -qq "${missing[@]}" >/dev/null || status=$?
    as_root rm -f $conf
    [ $status = 0 ] || fail "apt-get could not install: ${missing[*]}. Its messages stand above."
fi

command -v swift >/dev/null ||
    fail "There is no 'swift' on PATH: install Swift 6.2 or newer from swift.org/install (swiftly does it in one command), then try again."
