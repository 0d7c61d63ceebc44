#!/usr/bin/python3
"""Turns the statements that the gateway really sent into pgbench scripts.

pgbench_scripts.py SERVER_LOG FOLDER

Reads a server log made with log_min_duration_statement = 0 while a task was created, read and listed. The text is the
very same; parameters become literals (pgbench then sends less than we do), but for ids that must be new, which SQL makes,
ordered by time as UUIDv7 are.
"""

import pathlib
import re
import sys

FRESH = (
    "(lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7'"
    " || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid"
)


def statements(log):
    """(text, {number: literal}) of each logged statement, in order."""
    pattern = r"LOG:  duration: [^\n]*? execute [^:\n]*: (.*?)\n[^\n]*DETAIL:  parameters: (.*?)(?=\n\d{4}-\d\d-\d\d |\Z)"
    for match in re.finditer(pattern, log, re.S):
        values = re.findall(r"\$(\d+) = ('(?:[^']|'')*'|NULL)", match[2])
        yield re.sub(r"\s+", " ", match[1]).strip(), {int(number): value for number, value in values}


def script(text, values, fresh=frozenset()):
    """A pgbench script of a statement; the parameters in `fresh` are made anew each time."""

    def literal(match):
        number = int(match[1])
        # pgbench would take ":null" for a variable of its own.
        return FRESH if number in fresh else re.sub(r":(?=[A-Za-z_])", ": ", values[number])

    return re.sub(r"\$(\d+)", literal, text) + ";\n"


def main():
    found = {}
    for text, values in statements(pathlib.Path(sys.argv[1]).read_text(errors="replace")):
        if "INSERT INTO tasks" in text and "INSERT INTO outbox_events" in text:
            event = int(re.search(r"payload\) SELECT \$(\d+)", text)[1])
            ids = {values[1], values[event]}
            found["create"] = script(text, values, {n for n, value in values.items() if value in ids})
        elif "FROM tasks t WHERE t.id = " in text:
            found["read"] = script(text, values)
        elif "FROM tasks t WHERE t.user_id = " in text and " LIMIT " in text:
            found["list"] = script(text, values)
    for name in ("create", "read", "list"):
        if name not in found:
            sys.exit(f"The server's log has no statement for {name}.")
        (pathlib.Path(sys.argv[2]) / f"{name}.sql").write_text(found[name])


main()
