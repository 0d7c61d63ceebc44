#!/usr/bin/python3
"""Prints the table of a bench run: medians over its rounds, as ratios to pgbench with the same statement."""

import statistics
import sys

results, idle, loaded, relay, drain, backlog, large = sys.argv[1:8]
rates, p99s, errors = {}, {}, []


def milliseconds(text):
    for unit, factor in (("us", 0.001), ("ms", 1), ("s", 1000)):
        if text.endswith(unit):
            return float(text[: -len(unit)]) * factor
    return 0.0


for line in open(results):
    if len(line.split()) < 7:
        errors.append("no figure: " + line.strip())
        continue
    _, what, who, connections, rate, _, p99, *bad = line.split()
    key = (what, who, connections)
    rates.setdefault(key, []).append(float(rate))
    p99s.setdefault(key, []).append(milliseconds(p99))
    if bad:
        errors.append(line.strip())

rate = {key: statistics.median(values) for key, values in rates.items()}
p99 = {key: statistics.median(values) for key, values in p99s.items()}
AIMS = {
    "todo": {"create": 1.3, "read": 0.5, "list": 0.52},
    "module": {"create": 1.4, "read": 1.8, "list": 1.3},
}

print(f"\n{'':8} {'who':12} {'conns':>5} {'per second':>11} {'x pgbench@8':>12} {'p99 ms':>8}")
for what in ("empty", "publish", "read", "list", "create"):
    for who, floor in (("pgbench", "pgbench"), ("module", "pgbench"), ("todo", "pgbench"), ("yard-pgbench", "yard-pgbench"), ("rust", "yard-pgbench"), ("go", "yard-pgbench")):
        for key in sorted((k for k in rate if k[:2] == (what, who)), key=lambda k: int(k[2])):
            base = rate.get((what, floor, "8"))
            ratio = f"{rate[key] / base:12.2f}" if base else f"{'':12}"
            aim = ""
            wanted = AIMS.get(who, {}).get(what)
            if wanted and key[2] == "64" and base:
                aim = f"   aim {wanted}: {'reached' if rate[key] / base >= wanted else 'MISSED'}"
            print(f"{what:8} {who:12} {key[2]:>5} {rate[key]:11.0f} {ratio} {p99[key]:8.1f}{aim}")
ours, theirs = p99.get(("create", "todo", "64")), p99.get(("create", "rust", "64"))
if ours and theirs:
    print(f"\ncreate's p99 at 64: {ours:.1f} ms, Rust {theirs:.1f} ms: {'reached' if ours <= theirs else 'MISSED'}")
steady, median, tail, left = (relay.split() + ["0"] * 4)[:4]
print(f"\ncommit to published at {steady}/s: p50 {median} ms, p99 {tail} ms, left {left} (aim 1 and 5)")
print(f"backlog of {backlog} drained at {drain} events/s (aim 20000)")
print(f"RSS of the gateway: {idle} idle, {loaded} loaded (aim 20 and 35); most of it are pages of the libraries' files")
print("at 1,000,000 tasks, half of them the user's, 100 lists a second (aim: p99 20 ms):")
for line in open(large):
    name, _, middle, tail, *bad = line.split()
    verdict = "reached" if milliseconds(tail) <= 20 and not bad else "MISSED"
    print(f"  {name:12} p50 {milliseconds(middle):6.1f} ms, p99 {milliseconds(tail):7.1f} ms {' '.join(bad)}  {verdict}")
for line in errors:
    print("errors:", line)
print("why what misses its aim does so: docs/benchmarks.md")
