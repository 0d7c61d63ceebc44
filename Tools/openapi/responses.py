#!/usr/bin/env python3
"""Holds recorded requests and answers (Tests/TestSupport/ResponseRecorder.swift) against docs/openapi.json.

    "$(Tools/dev/python.sh Tools/openapi/requirements.txt)" Tools/openapi/responses.py [--complete] .dev/responses

Every answer must have a status, a media type, header fields and a body that the document describes; what was accepted
must be what the document allows. With --complete each operation must have succeeded at least once.
"""

import argparse
import collections
import json
import pathlib
import sys

from checks import DOCUMENT, check, operation


def records(folder):
    """Each record with the place where it stands."""
    for path in sorted(folder.glob("*.jsonl")):
        with path.open() as lines:
            for number, line in enumerate(lines, 1):
                yield f"{path}:{number}", json.loads(line)


def report(mistakes, unseen):
    """Says what is wrong; each broken rule once, with the first answer that broke it."""
    for ((method, route), status, rule), seen in sorted(mistakes.items()):
        detail, place, record = seen[0]
        print(f"\n{method} {route} → {status}: {rule}{detail and ': ' + detail}")
        print(f"  {len(seen)} times, first {record['method']} {record['path']} in {place}")
    examples = list(DOCUMENT.broken_examples())
    for mistake in examples:
        print(f"\nAn example: {mistake}")
    for method, route in unseen:
        print(f"\n{method} {route}: no test has seen it succeed")
    return mistakes or examples or unseen


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--complete", action="store_true", help="each operation must have succeeded")
    options.add_argument("folder", type=pathlib.Path)
    options = options.parse_args()

    answers, succeeded, mistakes = collections.Counter(), set(), collections.defaultdict(list)
    for place, record in records(options.folder):
        found = check(record)
        if found is None:
            continue
        answers[operation(record)] += 1
        if record["response"]["status"] < 300:
            succeeded.add(operation(record))
        for mistake in found:
            key = operation(record), record["response"]["status"], mistake.rule
            mistakes[key].append((mistake.detail, place, record))

    everything = DOCUMENT.operations.keys()
    is_wrong = report(mistakes, sorted(everything - succeeded) if options.complete else [])
    print(f"{sum(answers.values())} answers of {len(answers)} operations checked against docs/openapi.json, "
          f"{len(succeeded)} of {len(everything)} operations succeeded")
    if is_wrong:
        sys.exit("The answers and docs/openapi.yaml differ: mend whichever is wrong, make openapi.")


if __name__ == "__main__":
    main()
