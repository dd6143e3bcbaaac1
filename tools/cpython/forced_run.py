"""Runs of a program whose threads take turns as in a schedule."""

import collections
import threading
import time
import types

from cpython.program import Run, compiled, outcome_of, threads_in
from cpython.recorder import current
from cpython.seconds import UNIT
from cpython.threads import main_of


def outcomes_of(case):
    """Those that came as their schedules have it, and for each of the others what came instead."""
    program = compiled(case, threading=types.SimpleNamespace(
        Lock=threading.Lock, RLock=threading.RLock, Event=threading.Event, Condition=TurnTakingCondition,
        Semaphore=threading.Semaphore, BoundedSemaphore=threading.BoundedSemaphore, Barrier=TurnTakingBarrier))
    came = {outcome: outcome_by_force(program, threads_in(case), outcome, schedule)
            for outcome, schedule in case["outcomes"].items()}
    reached = {outcome for outcome in came if came[outcome] == outcome}
    return reached, {f"{outcome}\n  instead came\n  {came[outcome]}"
                     for outcome in came if came[outcome] not in (None, outcome) and not cuts_off(outcome)}


def cuts_off(outcome):
    """True if a daemon is cut off: where it is in the middle of something, no baton makes it stop there."""
    return outcome.startswith("completed") and " at " in outcome


def last_places(outcome):
    """At which statement a thread is in the end; of those that end, none."""
    told = [thread.split() for thread in outcome.split(" | ")[1:]]
    return {number: int(words[-1]) for number, words in enumerate(told) if words[-2:-1] == ["at"]}


def outcome_of_forced_run(program, threads, outcome, schedule, pause):
    """Nothing if it is another, and does not count."""
    run = Run(0, Baton(schedule, last_places(outcome), pause))
    main_of(run, program).start(0)
    run.baton.hand_round(run)
    if outcome.startswith("completed"):
        run.done.wait(2.0)
    for _ in range(10):
        text = outcome_of(run, threads)
        if text == outcome:
            break
        time.sleep(0.02)
    return None if run.void and text != outcome else text


def outcome_by_force(program, threads, outcome, schedule):
    """With more and more patience: a busy machine may be slow."""
    for pause in (0.002, 0.02, 0.2):
        came = outcome_of_forced_run(program, threads, outcome, schedule, pause)
        if came == outcome:
            break
    return came


class Baton:
    """Has threads take turns as in a schedule: [thread, statement, what it does, its value, whether time was over]."""

    def __init__(self, schedule, last_places, pause):
        self.pause = pause  # how long a thread may take to stand still where nobody can see it
        self.last_places = last_places  # thread: statement, if it is not to end
        self.values = collections.defaultdict(collections.deque)
        self.steps = collections.defaultdict(collections.deque)  # of each thread, that it waits for its turn for
        self.turns = []
        self.changed = threading.Condition()
        self.waiting = {}  # thread: statement
        self.is_handed_round = False
        self.hurried = {}  # thread: whether what it does now is to time out, or to be quick
        self.plan(schedule)

    def plan(self, schedule):
        timed_out = set()  # threads whose time is over, and which were handed the baton for that
        barriers = {tuple(step[:2]) for step in schedule if step[2] == "arrive"}  # thread, statement
        for place, (thread, statement, kind, value, time_over) in enumerate(schedule):
            later = [step for step in schedule[place + 1:] if step[0] == thread and step[2] != "choose"]
            following = later[0][2] if later else None
            at_barrier = (thread, statement) in barriers
            if kind == "choose":
                self.values[thread].append(value)
            elif kind == "time out" and following != "wake" and not at_barrier:
                timed_out.add(thread)
                self.add_turn(thread, statement, True, False)
            elif kind == "time out":
                self.turns.append(("pass time", thread, 0))
            elif kind == "wake" and following != "acquire again":
                self.turns.append(("settle", thread, 0))
            elif kind in ("wake", "abandon") or at_barrier and time_over:
                pass
            elif time_over and thread in timed_out:
                timed_out.remove(thread)
            else:
                ends_waiting = kind != "arrive" and at_barrier
                waits = kind in ("wait", "arrive") and not ends_waiting
                hurries = kind == "sleep" or waits and following in ("time out", "give up")
                blocks = waits and following in ("wake", "time out", "wait", "give up", None)
                self.add_turn(thread, statement, hurries, blocks)

    def add_turn(self, thread, statement, hurries, blocks):
        self.steps[thread].append((statement, hurries))
        self.turns.append(("block" if blocks else "go", thread, statement))

    # ---- for threads ----

    def wait(self, thread, statement):
        """Until it is the thread's turn to do this; not at all if it does it without a step."""
        with self.changed:
            steps = self.steps[thread]
            next_place = steps[0][0] if steps else self.last_places.get(thread)
            ends_unseen = next_place is None and statement == 0  # a daemon that has only yet to end
            if statement != next_place and not ends_unseen:
                return
            self.waiting[thread] = statement
            self.changed.notify_all()
            while thread in self.waiting and not (ends_unseen and self.is_handed_round):
                self.changed.wait()
            if steps:
                self.hurried[thread] = steps.popleft()[1]

    def notice(self):
        with self.changed:
            self.changed.notify_all()

    def value(self, thread):
        return self.values[thread].popleft()

    def hurries(self, thread):
        return self.hurried.get(thread, False)

    # ---- for who hands it round ----

    def hand_round(self, run):
        for what, thread, statement in self.turns:
            if what == "pass time":
                time.sleep(2 * self.pause + 2 * UNIT)
            elif what == "settle":
                self.settle(run, thread)
            elif not self.hand(run, thread, statement, what == "block"):
                break
        with self.changed:
            self.is_handed_round = True
            self.changed.notify_all()

    def hand(self, run, thread, statement, blocks):
        """False if the thread is not there to take it."""
        if not self.settle(run, thread) or self.waiting.get(thread) != statement:
            return False
        with self.changed:
            del self.waiting[thread]
            self.changed.notify_all()
        if blocks:
            time.sleep(self.pause)
            return True
        return self.settle(run, thread)

    def settle(self, run, thread):
        """Waits until the thread is at its next operation, or has ended, for others to see too."""
        with self.changed:
            settled = self.changed.wait_for(lambda: thread in self.waiting or self.has_ended(run, thread), 2.0)
        if self.has_ended(run, thread):
            run.threads[thread].thread.join(2.0)
        return settled

    @staticmethod
    def has_ended(run, thread):
        return thread in run.threads and run.threads[thread].said[-1:] == ["ended"]


class TurnTakingCondition(threading.Condition):
    """One whose waiters take the lock again when it is their turn."""

    def __init__(self, lock=None):
        super().__init__(lock)
        acquire_restore = self._acquire_restore

        def in_turn(state):
            recorder = current.recorder
            recorder.run.baton.wait(recorder.number, recorder.statement())
            acquire_restore(state)

        self._acquire_restore = in_turn


class TurnTakingBarrier(threading.Barrier):
    """One whose waiters leave when it is their turn."""

    def __init__(self, parties, action=None, timeout=None):
        super().__init__(parties, action, timeout)
        self._cond = TurnTakingCondition(threading.Lock())
