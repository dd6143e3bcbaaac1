"""A generated program and a run of it on real threads. `heddle-fuzz --for-cpython` prints programs so."""

import queue
import threading
import time
import types

from cpython import excepthook
from cpython.barrier_action import action, refuse
from cpython.recorder import ERRORS
from cpython.seconds import seconds
from cpython.threads import Thread, Timer


class Shared:
    def __init__(self, value):
        self.value = value

    def load(self):
        return self.value

    def store(self, value):
        self.value = value


# A timed get of the SimpleQueue that is written in C may wait for ever: where it is woken for an item that another get
# has taken, and its time is over, a negative rest of it means no timeout.
QUEUES = types.SimpleNamespace(Queue=queue.Queue, LifoQueue=queue.LifoQueue, PriorityQueue=queue.PriorityQueue,
                               SimpleQueue=queue._PySimpleQueue)

# What programs call, besides their `t`: see Recorder.
NAMES = {"ERRORS": ERRORS, "Shared": Shared, "Thread": Thread, "Timer": Timer, "action": action, "refuse": refuse,
         "queue": QUEUES, "seconds": seconds, "set_excepthook": excepthook.set_excepthook, "threading": threading,
         "time": time}


class Run:
    """One run of a program."""

    def __init__(self, pace, baton=None):
        self.pace = pace  # how long a thread dawdles between operations, at most
        self.baton = baton
        self.threads = {}  # recorders, by number
        self.starting = threading.Lock()  # held while a thread is being started, for others to see it done
        self.mutex = threading.Lock()
        self.alive = 0  # threads that are no daemons
        self.done = threading.Event()
        self.over = False  # daemons stop at their next operation
        self.rlocks = []
        self.void = False  # does not count
        excepthook.put_back()

    def recorders(self):
        return list(self.threads.values())

    def begin(self, thread):
        with self.mutex:
            self.alive += 0 if thread.daemon else 1

    def end(self, thread):
        # The next thread may get the ident of this one, and then the RLock would be its own.
        self.void = self.void or any(lock._is_owned() for lock in self.rlocks)
        with self.mutex:
            self.alive -= 0 if thread.daemon else 1
            if self.alive == 0:
                self.over = True
                self.done.set()


def outcome_of(run, threads):
    known = {number: thread.told() for number, thread in run.threads.items()}
    text = "completed" if run.done.is_set() else "deadlocked"
    for number in range(threads):
        name = f"t{number}" if number else "main"
        text += f" | {name}: {known.get(number, 'not started')}"
    return text


def compiled(case, **names):
    """The case's program as a function; `names` go before NAMES."""
    exec(compile(case["python"], f"program {case['seed']}", "exec"), {**NAMES, **names}, names)
    return names["program"]


def threads_in(case):
    return next(iter(case["outcomes"])).count(" | ")
