"""Runs of a program whose threads go on as they like."""

import random
import time

from cpython.program import Run, compiled, outcome_of, threads_in
from cpython.threads import main_of

PATIENCE = 0.02  # without any step: then nobody goes on, most likely
CERTAINTY = 3.0  # likewise, for certain
PACES = (0, 0.0001, 0.0003, 0.001)  # how long a thread dawdles between operations, at most


def outcomes_of(case):
    """Those that came of `case["runs"]` runs, and those of them that should not have."""
    program = compiled(case)
    random.seed(case["seed"])
    threads = threads_in(case)
    seen = {outcome_of_free_run(program, threads, PACES[i % len(PACES)], case["outcomes"])
            for i in range(case["runs"])}
    seen.discard(None)
    return seen, seen - set(case["outcomes"])


def outcome_of_free_run(program, threads, pace, outcomes):
    """Nothing if it does not count."""
    run = Run(pace)
    main_of(run, program).start(0)
    patience = PATIENCE
    while True:
        if run.done.wait(PATIENCE):
            while not settled(run, patience / 4):
                pass
        elif not settled(run, patience) or run.done.is_set():
            continue
        text = outcome_of(run, threads)
        if run.void:
            return None
        if text in outcomes or patience >= CERTAINTY:
            return text
        patience = CERTAINTY


def progress(run):
    return sum(len(thread.said) for thread in run.threads.values())


def settled(run, patience):
    """True once nobody has moved for that long and nobody is between two operations."""
    before, since = progress(run), time.monotonic()
    while True:
        time.sleep(patience / 10)
        now = progress(run)
        if now != before:
            return False
        between = any(thread.is_between() for thread in run.threads.values())
        if not between and time.monotonic() - since > patience:
            return True
