"""What must hold of the services whatever they are sent: alive, quick, lean, and nothing in the database that is wrong."""

import collections
import json
import os
import pathlib
import re
import subprocess
import time
import urllib.error
import urllib.request

# More than this is a leak; what the allocator keeps of the first thousands of requests is below it.
GROWTH = 30 * 1024 * 1024
# PostgreSQL's own refusals that our statements mean to provoke: who comes second gets a conflict.
CONFLICTS = {"23505", "40001", "40P01", "55P03"}
BREACHES = {
    "a version without its event": """
        SELECT t.id FROM tasks t LEFT JOIN outbox_events o ON o.aggregate_id = t.id
         GROUP BY t.id, t.version HAVING count(o.id) <> t.version""",
    "a tag of somebody else": """
        SELECT x.task_id FROM task_tags x JOIN tasks t ON t.id = x.task_id JOIN tags g ON g.id = x.tag_id
         WHERE g.user_id <> t.user_id""",
    "a part of somebody else's task": """
        SELECT c.id FROM tasks c JOIN tasks p ON p.id = c.parent_id WHERE p.user_id <> c.user_id""",
    "a part of a part": """
        SELECT c.id FROM tasks c JOIN tasks p ON p.id = c.parent_id WHERE p.parent_id IS NOT NULL""",
    "a reminder of somebody else": """
        SELECT r.id FROM task_reminders r JOIN tasks t ON t.id = r.task_id WHERE r.user_id <> t.user_id""",
    "a task of somebody else's series": """
        SELECT t.id FROM tasks t JOIN recurring_tasks s ON s.id = t.recurring_task_id WHERE s.user_id <> t.user_id""",
    "two tasks of one occurrence": """
        SELECT recurring_task_id FROM tasks WHERE recurring_task_id IS NOT NULL
         GROUP BY recurring_task_id, occurrence_at HAVING count(*) > 1""",
}
# What may change of a user to whom nobody did anything.
UNSETTLED = {"idempotency_keys", "notification_deliveries", "outbox_events", "sessions"}


class Service:
    def __init__(self, line):
        self.name, self.app_port, self.probe_port, _ = line.split()
        self.pid = int((pathlib.Path(os.environ["FUZZ_DIRECTORY"]) / f"run/{self.name}.pid").read_text())
        self.started = self.start_time()
        self.rss = 0

    def start_time(self):
        """Together with the id it names a process; None for one that has ended."""
        try:
            fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            return None
        return fields[19] if fields[0] != "Z" else None

    def memory(self):
        try:
            status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        except OSError:
            return 0
        return int(re.search(r"VmRSS:\s*(\d+)", status)[1]) * 1024

    def livez(self):
        started = time.monotonic()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.probe_port}/livez", timeout=5) as answer:
            assert answer.status == 200
        return time.monotonic() - started

    def answers(self):
        """How many requests were answered, by route and status."""
        found = collections.Counter()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.probe_port}/metrics", timeout=5) as answer:
            for line in answer.read().decode().splitlines():
                match = re.match(r'http_requests_total\{.*route="(.*?)".*status="(\d+)".*\} (\d+)', line)
                if match:
                    found[match[1], int(match[2])] += int(match[3])
        return found


class Watch:
    def __init__(self, keeper):
        self.services = [Service(line) for line in os.environ["FUZZ_PORTS"].splitlines()]
        self.keeper = keeper
        self.told = []
        self.folder = pathlib.Path(os.environ["FUZZ_DIRECTORY"])
        folder = self.folder / "postgres"
        elsewhere = folder / "elsewhere"
        self.postgres_log = (pathlib.Path(elsewhere.read_text().strip()) if elsewhere.exists() else folder) / "log"

    def sql(self, text):
        done = subprocess.run(
            ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", os.environ["FUZZ_DATABASE"], "-c", text], text=True,
            capture_output=True)
        if done.returncode:
            raise SystemExit(done.stderr)
        return done.stdout.split("\n")[:-1]

    def kept(self):
        """A hash of the keeper's rows by table."""
        tables = self.sql(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'user_id'")
        rows = {table: "user_id" for table in tables if table not in UNSETTLED} | {"users": "id"}
        return {
            table: self.sql(
                f"SELECT count(*) || ' ' || coalesce(md5(string_agg(r::text, ',' ORDER BY r::text)), '') "
                f"FROM {table} r WHERE {column} = '{self.keeper}'")[0]
            for table, column in rows.items()
        }

    def begin(self):
        # Events of the seed are still on their way.
        before = self.kept()
        for _ in range(20):
            time.sleep(1)
            before, last = self.kept(), before
            if before == last:
                break
        self.before = before
        self.sql("ALTER SYSTEM SET log_error_verbosity = verbose")
        self.sql("SELECT pg_reload_conf()")
        self.log_start = self.postgres_log.stat().st_size
        for service in self.services:
            service.rss = service.memory()
            service.begun = service.answers()

    def requests(self):
        return sum(sum(service.answers().values()) for service in self.services[:1])

    def memory(self):
        return ", ".join(f"{s.name} {s.memory() / 2**20:.0f} MiB" for s in self.services)

    def is_good(self, token):
        request = urllib.request.Request(
            f"{os.environ['FUZZ_API']}/api/me", headers={"Authorization": f"Bearer {token}"})
        try:
            return urllib.request.urlopen(request, timeout=5).status == 200
        except urllib.error.HTTPError:
            return False

    def judge(self):
        wrong = []
        for service in self.services:
            if service.started is None or service.start_time() != service.started:
                wrong.append(f"{service.name} is not the process any more that it was")
                continue
            took = service.livez()
            growth = self.growth(service)
            self.told.append(
                f"{service.name:<24} the same process, /livez in {took * 1000:.0f} ms, "
                f"{service.rss / 2**20:.0f} MiB and {growth / 2**20:+.1f}")
            if took > 0.1:
                wrong.append(f"/livez of {service.name} took {took:.2f} s")
            if growth > GROWTH:
                wrong.append(f"{service.name} grew by {growth / 2**20:.0f} MiB")
            for (route, status), count in sorted((service.answers() - service.begun).items()):
                # On the sidecar's side what is not there is 503: 404 would mean that it may forget the event.
                if status >= 500 and (status != 503 or service is self.services[0]):
                    wrong.append(f"{service.name} answered {status} {count} times on {route}")
            wrong += self.told_wrong(service)
        after = self.kept()
        changed = [table for table in after if after[table] != self.before[table]]
        if changed:
            wrong.append(f"rows of the keeper are not what they were: {', '.join(changed)}")
        self.told.append(f"{sum(int(text.split()[0]) for text in after.values())} rows of the keeper: "
                         + ("as they were" if not changed else "CHANGED"))
        for what, query in BREACHES.items():
            if found := self.sql(query):
                wrong.append(f"{what}: {len(found)}, as {found[0]}")
        self.told.append(f"{len(BREACHES)} rules of the data looked at")
        leaks = self.leaks()
        self.told.append(f"{sum(leaks.values())} requests whose mistake only PostgreSQL noticed")
        wrong += [f"PostgreSQL refused what was let through, {count} times: {text}" for text, count in leaks.items()]
        return wrong

    def growth(self, service):
        """What stays: a hash of a password takes 32 MiB for as long as it is made."""
        end = time.monotonic() + 15
        while (growth := service.memory() - service.rss) > GROWTH / 2 and time.monotonic() < end:
            time.sleep(0.5)
        return growth

    def told_wrong(self, service):
        """Errors in the service's log, each once."""
        found = collections.Counter()
        for line in (self.folder / f"log/{service.name}.log").read_text(errors="replace").splitlines():
            try:
                entry = json.loads(line)
                # An event that cannot be used is parked, and somebody must look at it: here it was broken on purpose.
                if entry["level"] in ("error", "critical") and "parked" not in entry["message"].lower():
                    found[entry["message"]] += 1
            except (ValueError, KeyError, TypeError):
                if "Fatal error" in line:
                    found[line] += 1
        return [f"{service.name} logged, {count} times: {text}" for text, count in found.items()]

    def leaks(self):
        with open(self.postgres_log, errors="replace") as log:
            log.seek(self.log_start)
            codes = re.findall(r"ERROR:  ([0-9A-Z]{5}): (.*)", log.read())
        return collections.Counter(f"{code} {text}" for code, text in codes if code not in CONFLICTS)
