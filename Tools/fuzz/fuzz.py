"""Runs the passes of `make fuzz` against services that fuzz.sh started, and judges them."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

from mutate import Mutation
from seed import Account
from watch import Watch

HERE = pathlib.Path(__file__).resolve().parent
# What would end the token of the pass, or the whole account: in a pass of its own, with accounts made for it.
ENDINGS = ["closeAccount", "endOtherSessions", "endSession", "logOut", "changePassword"]
# What hashes a password or asks for none: in the passes of those who have no token yet.
BEGINNINGS = ["signUp", "logIn", "refresh"]


def arguments():
    parser = argparse.ArgumentParser(prog='make fuzz ARGS="…"', description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one seed, few examples: one or two minutes")
    parser.add_argument("--max-examples", type=int, help="generated cases of an operation and phase (default 25)")
    parser.add_argument("--seeds", help="comma-separated (default 1,2,3)")
    parser.add_argument("--passes", default="stranger,anonymous,owner,farewell", help="which (default: all four)")
    parser.add_argument("--mutations", type=int, help="seconds of broken bytes (default 60)")
    parser.add_argument("--jobs", type=int, default=2, help="passes at once (default 2)")
    given = parser.parse_args()
    for name, full, quick in [("max_examples", 25, 8), ("seeds", "1,2,3", "1"), ("mutations", 60, 6)]:
        if getattr(given, name) is None:
            setattr(given, name, quick if given.quick else full)
    given.seeds = [int(seed) for seed in given.seeds.split(",")]
    given.passes = given.passes.split(",")
    return given


class Pass:
    """One run of schemathesis: as whom, with which seed.

    `whole` includes the phase that walks through the boundaries of every schema: some thousand cases, and the same with
    every seed.
    """

    running = []

    def __init__(self, role, seed, state, options, folder, whole):
        self.role, self.seed = role, seed
        self.folder = folder / f"{role}-{seed}"
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "state.json").write_text(json.dumps({"role": role, **state}))
        # A pass of endings signs up for most cases: 0.3 s of hashing each.
        examples = min(options.max_examples, 10) if role == "farewell" else options.max_examples
        self.command = [
            str(pathlib.Path(sys.executable).parent / "schemathesis"), "--config-file", str(HERE / "schemathesis.toml"),
            "run", str(HERE.parents[1] / "docs/openapi.yaml"), "--url", state["api"], "--seed", str(seed),
            # More threads of one Python are no faster; passes run side by side.
            "--workers", "1", "--phases", "examples,coverage,fuzzing,stateful" if whole else "examples,fuzzing,stateful",
            "--max-examples", str(examples),
            "--no-color", "--report-json-path", str(self.folder / "report.json"),
            "--report-ndjson-path", str(self.folder / "cases.ndjson"),
        ]
        if role == "farewell":
            self.choose("include", ENDINGS + BEGINNINGS[1:])
        elif role == "stranger":
            # Whose sessions it tries to end are the owner's.
            self.choose("exclude", ["closeAccount", "changePassword"] + BEGINNINGS)
        elif role == "owner":
            self.choose("exclude", ENDINGS + BEGINNINGS)
        self.cases = self.failures = self.seconds = 0
        self.status = None

    def choose(self, how, operations):
        for name in operations:
            self.command += [f"--{how}-operation-id", name]

    def run(self):
        started = time.monotonic()
        environment = {**os.environ, "FUZZ_STATE": str(self.folder / "state.json"), "PYTHONPATH": str(HERE)}
        with open(self.folder / "output.txt", "wb") as output:
            process = subprocess.Popen(
                self.command, stdout=output, stderr=subprocess.STDOUT, cwd=self.folder, env=environment)
            self.running.append(process)
            self.status = process.wait()
        self.seconds = time.monotonic() - started
        report = self.folder / "report.json"
        if report.exists():
            told = json.loads(report.read_text())
            self.cases = told["test_cases"]["generated"]
            self.failures = told["test_cases"]["unique_failures"] + len(told.get("errors") or [])
        return self

    def excerpt(self):
        """What failed, as far as it fits: the machine that it ran on may be gone when somebody asks."""
        text = (self.folder / "output.txt").read_text(errors="replace")
        for title in ("= ERRORS =", "= FAILURES =", "Error"):
            if title in text:
                text = text[text.index(title):]
                break
        return "\n".join(f"    {line[:400]}" for line in text.splitlines()[:80])

    def line(self):
        return f"  {self.role:<12}{self.seed:>6}{self.cases:>9}{self.failures:>10}{self.seconds:>9.0f} s"


def stop(number, frame):
    """Ends the passes, too."""
    for process in Pass.running:
        process.terminate()
    os._exit(130)


def settle(options, api):
    """The owner whose things strangers try, and for each pass whom it is and what it knows."""
    keeper = Account(api, "keeper")
    kept = keeper.fill()
    passes = []
    for seed in options.seeds:
        for role in options.passes:
            state = {"api": api, "marker": keeper.marker, "ids": {}, "token": None}
            if role == "stranger":
                state.update(ids=kept, token=Account(api, role).token)
            elif role == "owner":
                owner = Account(api, role)
                state.update(ids=owner.fill(), token=owner.token)
                owner.notifications(within=30)
            passes.append((role, seed, state))
    kept["notifications"] = keeper.notifications(within=30)
    kept["sessions"] = [session["id"] for session in keeper.ask("GET", "/api/me/sessions")["items"]]
    return keeper, passes


def run_all(runs, options, watch):
    """Runs the passes, some at once, and tells how far they are."""
    done, over = [], threading.Event()

    def tell():
        while not over.wait(20):
            print(f"  … {len(done)} of {len(runs)} passes done, {watch.requests()} requests answered, {watch.memory()}")

    threading.Thread(target=tell, daemon=True).start()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for future in concurrent.futures.as_completed([pool.submit(run.run) for run in runs]):
            done.append(future.result())
            print(f"  {'well  ' if done[-1].status == 0 else 'FAILED'}{done[-1].line()}")
    over.set()


def table(runs, mutations):
    print(f"\n  {'pass':<12}{'seed':>6}{'cases':>9}{'failures':>10}{'time':>11}")
    for run in sorted(runs, key=lambda run: (run.seed, run.role)):
        print(run.line())
    print(f"  {'mutations':<12}{mutations.seed:>6}{mutations.cases:>9}{len(mutations.wrong):>10}{mutations.seconds:>9.0f} s")
    cases = sum(run.cases for run in runs) + mutations.cases
    print(f"  {'together':<18}{cases:>9}{sum(run.failures for run in runs) + len(mutations.wrong):>10}\n")


def main():
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    options = arguments()
    folder = pathlib.Path(os.environ["FUZZ_DIRECTORY"]) / "report"

    print("Accounts and what is in them …")
    keeper, passes = settle(options, os.environ["FUZZ_API"])
    runs = [
        Pass(role, seed, state, options, folder, whole=not options.quick and seed == options.seeds[0])
        for role, seed, state in passes
    ]
    watch = Watch(keeper.user)
    watch.begin()
    print(f"{len(runs)} passes, {options.jobs} at once; what they say goes to {folder}")
    run_all(runs, options, watch)
    mutations = Mutation(watch, options.mutations, options.seeds[0])
    if options.mutations:
        print(f"Broken bytes on the sockets for {options.mutations} s …")
        mutations.run()

    failed = [run for run in runs if run.status != 0]
    wrong = watch.judge() + mutations.wrong
    wrong += [f"pass {run.role}, seed {run.seed}: see {run.folder}/output.txt" for run in failed]
    # Whose token was ended had nothing but 401 from then on, which is no failure and no test either.
    tokens = [("keeper", "", keeper.token)] + [(role, seed, state["token"]) for role, seed, state in passes if state["token"]]
    wrong += [f"the token of {role} {seed} is no good any more" for role, seed, token in tokens if not watch.is_good(token)]
    table(runs, mutations)
    print("\n".join(f"  {line}" for line in watch.told))
    for run in failed:
        print(f"\nPass {run.role}, seed {run.seed}:\n{run.excerpt()}")
    if wrong:
        sys.exit("\nNot well:\n" + "\n".join(f"  {line}" for line in wrong))
    print("\nNothing failed.")


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    main()
