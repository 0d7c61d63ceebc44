#!/usr/bin/env bash
# Throughput and latency as ratios, from one interleaved run on a private PostgreSQL (Unix socket, fsync on).
#   ROUNDS=3 SECONDS_EACH=2 CONNECTIONS="8 64"   how long and how hard
# Every figure is the whole machine's: load generator, services and PostgreSQL share its cores. Ratios travel between
# machines, absolute figures do not.
set -euo pipefail
. "$(dirname "$0")/common.sh"
here=$root/Tools/dev
"$here/install.sh" bench
rounds=${ROUNDS:-3} seconds=${SECONDS_EACH:-2} connections=${CONNECTIONS:-64}
cd "$root"
work=$dev/bench
server_port=$(port 54330)
mkdir -p "$work"
rm -f "$work"/results "$work"/*.sql "$work"/*.log

say "Building (release, static) …"
swift build -c release --static-swift-stdlib --product api-gateway 2>&1 | grep -E 'error:' && exit 1 || true
bin=$root/.build/release
swift build -c release --static-swift-stdlib --package-path Tests/Benchmarks --scratch-path .build/benchmarks 2>&1 |
    grep -E 'error:' && exit 1 || true
bench=$root/.build/benchmarks/release/bench

"$here/postgres.sh" start "$work/postgres" "$server_port" shared_buffers=512MB max_wal_size=4GB track_commit_timestamp=on
folder=$("$here/postgres.sh" folder "$work/postgres" "$server_port")
[ ! -f "$folder/elsewhere" ] || folder=$(cat "$folder/elsewhere")
export PGHOST=$folder PGPORT=$server_port PGUSER=todo PGPASSWORD=$(cat "$folder/password")
processes=()
finish() {
    for pid in "${processes[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    "$here/postgres.sh" stop "$work/postgres" "$server_port"
}
trap finish EXIT
for database in todo yard; do
    psql -q postgres -c "DROP DATABASE IF EXISTS $database" -c "CREATE DATABASE $database" 2>/dev/null
done

# Our service: rate limits off, one process, two and two connections.
export DATABASE_URL="host=$folder port=$server_port user=todo dbname=todo password=$PGPASSWORD"
export AUTH_SECRET=$(head -c 36 /dev/urandom | base64) HTTP_RATE_LIMIT=0 LOG_LEVEL=warning SHUTDOWN_DELAY=PT0S
export DAPR_API_TOKEN=bench APP_API_TOKEN=bench AUTH_ACCESS_TOKEN_LIFETIME=PT3H
api=$(port 8700) probes=$(port 9700)
"$bin/api-gateway" migrate up >"$work/migrate.log" 2>&1
gateway() { # starts it; answers nothing
    HTTP_PORT=$api DAPR_APP_PORT=$(port 8704) PROBES_PORT=$probes DAPR_HTTP_PORT=$(port 3700) \
        "$bin/api-gateway" serve >"$work/gateway.log" 2>&1 &
    gateway_pid=$!
    processes+=($gateway_pid)
    wait_for 10 gateway http_ok "http://127.0.0.1:$probes/readyz" || fail "The gateway did not start: $(tail -n 3 "$work/gateway.log")"
}
psql -q todo -c "ALTER DATABASE todo SET log_min_duration_statement = 0"
gateway
json='Content-Type: application/json'
token() { # e-mail address -> token
    curl -fsS "http://127.0.0.1:$api/api/auth/signup" -H "$json" \
        -d "{\"email\":\"$1\",\"password\":\"correct horse battery\"}" | sed 's/.*"access_token":"\([^"]*\)".*/\1/'
}
TOKEN=$(token reader@example.org) WRITER=$(token writer@example.org)
export TOKEN
one=$(curl -fsS "http://127.0.0.1:$api/api/tasks" -H "$json" -H "Authorization: Bearer $WRITER" \
    -d '{"title":"Buy groceries and some more things","description":"Milk, eggs, bread and a longer text","priority":2}' | cut -c8-43)
curl -fsS -o /dev/null "http://127.0.0.1:$api/api/tasks/$one" -H "Authorization: Bearer $WRITER"
curl -fsS -o /dev/null "http://127.0.0.1:$api/api/tasks" -H "Authorization: Bearer $TOKEN"
kill $gateway_pid && wait $gateway_pid 2>/dev/null || true
/usr/bin/python3 "$root/Tools/bench/pgbench_scripts.py" "$folder/log" "$work"

# 100,000 tasks of 5,000 users, 20 of them the reader's: everything in the cache.
psql -q todo <<'SQL'
ALTER DATABASE todo RESET log_min_duration_statement;
INSERT INTO users (id, email, name) SELECT md5('u' || i)::uuid, 'u' || i || '@example.org', 'User ' || i FROM generate_series(1, 5000) i;
INSERT INTO tasks (id, user_id, title, description)
SELECT md5('t' || i)::uuid, md5('u' || (i % 5000 + 1))::uuid, 'Task number ' || i,
       'A description of a reasonable length for task ' || i FROM generate_series(1, 100000) i;
INSERT INTO tasks (id, user_id, title, description)
SELECT md5('r' || i)::uuid, (SELECT id FROM users WHERE email = 'reader@example.org'), 'Task number ' || i,
       'A description of a reasonable length for task ' || i FROM generate_series(1, 1000) i;
VACUUM ANALYZE;
CHECKPOINT;
SQL
psql -At todo -c "SELECT '/api/tasks/' || id FROM tasks WHERE user_id = (SELECT id FROM users WHERE email = 'reader@example.org')" >"$work/paths"
gateway
rss() { awk '/VmRSS/{printf "%.0f MB", $2 / 1024}' "/proc/$1/status"; }
idle_rss=$(rss $gateway_pid)

# The yardsticks, where they are: the same small service in Rust and Go, on their own small schema.
yard=$root/../shared/tools/yardstick prototype=$root/../shared/reference/performance-prototype
yard_token=
if [ -x "$yard/yardstick-rust" ] && [ -f "$prototype/schema.sql" ]; then
    psql -q yard -f "$prototype/schema.sql" 2>/dev/null
    psql -q yard -f "$prototype/reset.sql"
    secret=secretsecretsecretsecretsecretsecretsecret
    yard_token=$(/usr/bin/python3 -c '
import base64, hashlib, hmac, json, sys, time
encode = lambda raw: base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
text = encode(b"{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + encode(json.dumps({"exp": int(time.time()) + 86400}).encode())
print(text + "." + encode(hmac.new(sys.argv[1].encode(), text.encode(), hashlib.sha256).digest()))' $secret)
    yard_url="host=$folder port=$server_port user=todo dbname=yard password=$PGPASSWORD"
    DATABASE_URL=$yard_url POOL=8 PORT=$(port 8711) SECRET=$secret "$yard/yardstick-rust" & processes+=($!)
    DATABASE_URL=$yard_url POOL=8 PORT=$(port 8712) SECRET=$secret "$yard/yardstick-go" >/dev/null 2>&1 & processes+=($!)
    reader=00000000-0000-0000-0000-000000000007 writer=00000000-0000-0000-0000-0000000f0007
    for i in $(seq 1000); do echo "/t/$i"; done >"$work/yard-paths"
    sleep 1
fi

floor() { # name database script [definitions]
    local script=$3 database=$2 name=$1
    shift 3
    echo "$name $(pgbench -n -M prepared -c 8 -j 2 -T "$seconds" -f "$script" "$@" "$database" 2>/dev/null | awk '/^tps/{print $3}') 0 0"
}
load() { # name port path script connections
    echo "$1 $(wrk -t2 -c"$5" -d"${seconds}s" --latency -s "$root/Tools/bench/$4" "http://127.0.0.1:$2$3" |
        awk '/Requests\/sec/{r=$2} / 50%/{m=$2} / 99%/{p=$2} /Non-2xx/{bad=$NF} END{print r, m, p, (bad ? "errors:" bad : "")}')"
}

for ((round = 1; round <= rounds; round++)); do
    say "Round $round of $rounds …"
    {
        for what in read list create; do floor "$what pgbench 8" todo "$work/$what.sql"; done
        # The modules themselves, without HTTP, at 1 and at 64 in flight.
        psql_reader=$(psql -At todo -c "SELECT id FROM users WHERE email = 'reader@example.org'")
        for c in 1 64; do
            for what in read list create; do
                echo "$what module $c $("$bench" $what "$DATABASE_URL" "$seconds" $c "$psql_reader" | awk '{print $1, $2 "ms", $3 "ms"}')"
            done
            echo "publish module $c $("$bench" publish "http://127.0.0.1:$probes/livez" "$seconds" $c - | awk '{print $1, $2 "ms", $3 "ms"}')"
        done
        for what in read list create; do
            echo "$what pgbench 1 $(pgbench -n -M prepared -c 1 -T "$seconds" -f "$work/$what.sql" todo 2>/dev/null | awk '/^tps/{print $3}') 0 0"
        done
        for c in $connections; do
            load "empty todo $c" "$probes" /livez get.lua "$c"
            PATHS=$work/paths load "read todo $c" "$api" / read.lua "$c"
            load "list todo $c" "$api" /api/tasks get.lua "$c"
            TOKEN=$WRITER load "create todo $c" "$api" /api/tasks create.lua "$c"
        done
        if [ -n "$yard_token" ]; then
            floor "read yard-pgbench 8" yard "$prototype/pgbench/pk.sql" -D id=5000
            floor "list yard-pgbench 8" yard "$prototype/pgbench/list.sql" -D l=$reader
            floor "create yard-pgbench 8" yard "$prototype/pgbench/insCTE.sql" -D u=$writer -D ti=Buy -D d=Milk -D p=2
            for c in $connections; do
                for server in rust:$(port 8711) go:$(port 8712); do
                    TOKEN=$yard_token PATHS=$work/yard-paths load "read ${server%:*} $c" "${server#*:}" / read.lua "$c"
                    TOKEN=$yard_token load "list ${server%:*} $c" "${server#*:}" /u/$reader/tasks get.lua "$c"
                    TOKEN=$yard_token load "create ${server%:*} $c" "${server#*:}" /u/$writer/tasks create.lua "$c"
                done
            done
        fi
    } | sed "s/^/$round /" >>"$work/results"
done
loaded_rss=$(rss $gateway_pid)

# The relay, against a sidecar that costs nothing: how long from the commit to the mark at a steady rate, and how fast a
# backlog drains.
say "Relay …"
"$bench" sink "$(port 3703)" &
processes+=($!)
psql -q todo -c "UPDATE outbox_events SET published_at = now()" -c "VACUUM ANALYZE outbox_events"
HTTP_PORT=1 DAPR_APP_PORT=$(port 8203) PROBES_PORT=$(port 9703) DAPR_HTTP_PORT=$(port 3703) "$bin/api-gateway" relay >"$work/relay.log" 2>&1 &
relay_pid=$!
processes+=($relay_pid)
wait_for 15 relay http_ok "http://127.0.0.1:$(port 9703)/readyz" || fail "The relay did not start: $(tail -n 3 "$work/relay.log")"
sleep 2
first=$(psql -At todo -c "SELECT coalesce(max(id), 0) FROM outbox_events")
DELAY=60 TOKEN=$WRITER wrk -t2 -c64 -d10s -s Tools/bench/create.lua "http://127.0.0.1:$api/api/tasks" >"$work/steady.log"
sleep 2
relay_line=$(psql -At -F ' ' -v first="$first" todo <<'SQL'
SELECT round(count(*) / 10.0), round(1000 * percentile_cont(0.5) WITHIN GROUP (ORDER BY took)::numeric, 2),
       round(1000 * percentile_cont(0.99) WITHIN GROUP (ORDER BY took)::numeric, 2), count(*) FILTER (WHERE took IS NULL)
  FROM (SELECT extract(epoch FROM o.published_at - pg_xact_commit_timestamp(t.xmin)) AS took
          FROM outbox_events o JOIN tasks t ON t.id = o.aggregate_id
         WHERE o.id > :first AND o.type = 'task.created.v1') e
SQL
)
kill $relay_pid && wait $relay_pid 2>/dev/null || true
pgbench -n -M prepared -c 8 -j 2 -t 2500 -f "$work/create.sql" todo >/dev/null 2>&1
backlog=$(psql -At todo -c "SELECT count(*) FROM outbox_events WHERE published_at IS NULL")
HTTP_PORT=1 DAPR_APP_PORT=$(port 8203) PROBES_PORT=$(port 9703) DAPR_HTTP_PORT=$(port 3703) "$bin/api-gateway" relay >>"$work/relay.log" 2>&1 &
processes+=($!)
drained() { [ "$(psql -At todo -c "SELECT count(*) FROM outbox_events WHERE published_at IS NULL AND type = 'task.created.v1'")" = 0 ]; }
wait_for 60 backlog drained || true
drain=$(psql -At todo -c "SELECT round(count(*) / greatest(0.001, extract(epoch FROM max(published_at) - min(published_at)))) FROM outbox_events WHERE published_at > (SELECT min(published_at) FROM (SELECT published_at FROM outbox_events WHERE published_at IS NOT NULL ORDER BY published_at DESC LIMIT $backlog) newest)")

# Lists at a steady 100/s when there are a million tasks and one user owns half of them. The search's index is made
# afterwards: row by row it would take minutes.
say "A million tasks …"
MANY=$(token many@example.org)
psql -q todo <<'SQL'
SELECT pg_get_indexdef('tasks_user_text'::regclass) AS search_index \gset
DROP INDEX tasks_user_text;
INSERT INTO tasks (id, user_id, title, description, due_date, created_at, updated_at)
SELECT md5('m' || i)::uuid,
       CASE WHEN i % 9 < 5 THEN (SELECT id FROM users WHERE email = 'many@example.org') ELSE md5('u' || (i % 5000 + 1))::uuid END,
       'Task number ' || i, 'A description of a reasonable length for task ' || i, now() + i * interval '1 minute',
       now() - i * interval '1 second', now() - i * interval '1 second'
  FROM generate_series(1, 900000) i;
:search_index;
VACUUM ANALYZE tasks;
CHECKPOINT;
SQL
steady() { # name path
    curl -fsS -o /dev/null "http://127.0.0.1:$api$2" -H "Authorization: Bearer $MANY"
    echo "$1 $(DELAY=640 TOKEN=$MANY wrk -t2 -c64 -d5s --latency -s "$root/Tools/bench/get.lua" "http://127.0.0.1:$api$2" |
        awk '/Requests\/sec/{r=$2} / 50%/{m=$2} / 99%/{p=$2} /Non-2xx/{bad=$NF} END{print r, m, p, (bad ? "errors:" bad : "")}')"
}
next=$(curl -fsS "http://127.0.0.1:$api/api/tasks" -H "Authorization: Bearer $MANY" | sed 's/.*"next_cursor":"\([^"]*\)".*/\1/')
{
    steady list /api/tasks
    steady next-page "/api/tasks?cursor=$next"
    steady by-due-date "/api/tasks?sort=due_date"
    steady latest-due "/api/tasks?sort=-due_date"
    steady pending "/api/tasks?status=pending"
} >"$work/steady"

/usr/bin/python3 "$root/Tools/bench/report.py" "$work/results" "$idle_rss" "$loaded_rss" "$relay_line" "$drain" "$backlog" "$work/steady"
