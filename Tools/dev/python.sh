#!/usr/bin/env bash
# Prints the Python that has the packages of a requirements file: Tools/dev/python.sh Tools/openapi/requirements.txt
# Each file has an environment of its own, .dev/python/<folder of the file>, made anew when the file changes: what one
# tool pins cannot stand in another's way, and nothing of it touches the system's Python.
set -euo pipefail
. "$(dirname "$0")/common.sh"

requirements=$(realpath "$1")
environment=$dev/python/$(basename "$(dirname "$requirements")")
python=$environment/bin/python
stamp=$environment/requirements.txt

mkdir -p "$dev/python"
# Two makes at once: the second waits for the first and finds it done.
exec 9>"$environment.lock"
flock 9

# Running it tells whether it is whole: an upgrade of the system's Python leaves the link dangling.
if ! cmp -s "$requirements" "$stamp" || ! "$python" -c '' 2>/dev/null; then
    say "Installing what $(realpath --relative-to="$root" "$requirements") names …" >&2
    rm -rf "$environment"
    python3 -m venv "$environment" >&2 ||
        fail "There is no environment without python3's venv: Tools/dev/install.sh test installs it."
    "$python" -m pip install --quiet --disable-pip-version-check --requirement "$requirements" >&2 ||
        fail "pip could not install what $requirements names. Its messages stand above."
    # Last: an installation that was cut short has no stamp.
    cp "$requirements" "$stamp"
fi
say "$python"
