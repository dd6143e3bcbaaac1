"""What a generated program calls, and how it runs on real threads. `heddle-fuzz --for-cpython` prints programs so."""

import queue
import random
import threading
import time
import types

# In the order of the codes that they leave.
ERRORS = (RuntimeError, ValueError, queue.Empty, queue.Full, threading.BrokenBarrierError)
UNIT = 0.0004  # how long a second of a program is
AGES = 30.0  # what is not to time out does not within that

# A timed get of the SimpleQueue that is written in C may wait for ever: where it is woken for an item that another get
# has taken, and its time is over, a negative rest of it means no timeout.
QUEUES = types.SimpleNamespace(Queue=queue.Queue, LifoQueue=queue.LifoQueue, PriorityQueue=queue.PriorityQueue,
                               SimpleQueue=queue._PySimpleQueue)

current = threading.local()  # the recorder of a thread


def seconds(number):
    if number <= 0:
        return number
    return AGES if current.recorder.outlasts() else number * UNIT


def kind_of(error):
    """The last of them, for a BrokenBarrierError is a RuntimeError too."""
    return next(kind for kind in reversed(ERRORS) if isinstance(error, kind))


class Shared:
    def __init__(self, value):
        self.value = value

    def load(self):
        return self.value

    def store(self, value):
        self.value = value


class Run:
    """One run of a program."""

    def __init__(self, pace, baton=None):
        self.pace = pace  # how long a thread dawdles between operations, at most
        self.baton = baton
        self.threads = {}  # by number
        self.mutex = threading.Lock()
        self.alive = 0  # threads that are no daemons
        self.done = threading.Event()
        self.over = False  # daemons stop at their next operation
        self.rlocks = []
        self.void = False  # does not count

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


class Recorder:
    """Notes what a thread does, and makes the threads of its scope."""

    def __init__(self, run, number, daemon):
        self.run = run
        self.number = number
        self.daemon = daemon
        self.said = []  # "at 3", "3=1", "ended": grows only
        self.let_out = None
        self.made = []
        run.threads[number] = self

    # ---- what programs call ----

    def scope(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        for thread in reversed(self.made):
            thread.leave_scope(self)

    def rlock(self, lock):
        self.run.rlocks.append(lock)
        return lock

    def make(self, number, body, daemon):
        thread = Handle(self.run, number, body, daemon)
        self.made.append(thread)
        return thread

    def call(self, statement, operation, otherwise, guarded=True, stops=True):
        """`stops`: a thread may be cut off here. Not where it is refused before it does anything."""
        self.at(statement, stops)
        try:
            value = operation()
        except ERRORS as error:
            code = self.threw(statement, error)
            if not guarded:
                raise
            return code
        if value is None:
            self.note(statement)
            return otherwise
        self.said.append(f"{statement}={int(value)}")
        return int(value)

    def choose(self, statement, count):
        value = self.run.baton.value(self.number) if self.run.baton else random.randrange(count)
        self.said.append(f"{statement}={value}")
        return value

    def note(self, statement):
        self.said.append(str(statement))

    def threw(self, statement, error):
        kind = kind_of(error)
        self.said.append(f"{statement}!{kind.__name__}")
        return -1 - ERRORS.index(kind)

    def holding(self, statement, lock):
        return Holding(self, statement, lock)

    # ---- what the harness calls ----

    def at(self, statement, stops=True):
        self.said.append(f"at {statement}")
        if self.run.baton:
            self.run.baton.wait(self.number, statement)
        if self.run.pace and random.random() < 0.5:
            time.sleep(random.random() * self.run.pace)
        if self.run.over and stops and not self.run.baton:
            threading.Event().wait()

    def told(self):
        words = [word for word in self.said if not word.startswith(("at ", "ended", "begun"))]
        words.append(self.said[-1] if self.said else "not started")
        return " ".join(words) + (f" let out {self.let_out}" if self.let_out else "")

    def outlasts(self):
        return self.run.baton is not None and not self.run.baton.hurries(self.number)

    def is_between(self):
        """Between two operations, where an execution never stops."""
        return bool(self.said) and not self.said[-1].startswith(("at ", "ended"))


class Holding:
    """`with lock:`, but for the first of two exceptions, which is the one to tell of."""

    def __init__(self, recorder, statement, lock):
        self.recorder, self.statement, self.lock = recorder, statement, lock

    def __enter__(self):
        self.recorder.at(self.statement)
        self.lock.acquire()

    def __exit__(self, kind, error, trace):
        self.recorder.at(self.statement)
        try:
            self.lock.release()
        except RuntimeError:
            if error is None:
                raise


class Handle:
    """A thread that ends with its scope."""

    def __init__(self, run, number, body, daemon):
        self.recorder = Recorder(run, number, daemon)
        self.body = body
        self.started_at = None
        self.joined = False
        self.thread = threading.Thread(target=self.work, daemon=True)

    def work(self):
        current.recorder = self.recorder
        try:
            self.body(self.recorder)
        except ERRORS as error:
            self.recorder.let_out = kind_of(error).__name__
        if self.recorder.run.baton:
            self.recorder.run.baton.wait(self.recorder.number, 0)
        self.recorder.said.append("ended")
        if self.recorder.run.baton:
            self.recorder.run.baton.notice()
        self.recorder.run.end(self.recorder)

    def start(self, statement):
        first = self.started_at is None
        if first:
            self.started_at = statement
            self.recorder.run.begin(self.recorder)
            self.recorder.said.append("begun")
        self.thread.start()

    def join(self, timeout=None):
        self.thread.join(timeout)
        self.joined = self.joined or not self.thread.is_alive()

    def is_alive(self):
        return self.thread.is_alive()

    def leave_scope(self, recorder):
        if self.started_at is None or self.joined or self.recorder.daemon:
            return
        recorder.at(self.started_at)
        self.thread.join()


def outcome_of(run, threads):
    known = {number: thread.told() for number, thread in run.threads.items()}
    text = "completed" if run.done.is_set() else "deadlocked"
    for number in range(threads):
        name = f"t{number}" if number else "main"
        text += f" | {name}: {known.get(number, 'not started')}"
    return text


def compiled(case, **names):
    """The case's program as a function; `names` go before those of this file."""
    exec(compile(case["python"], f"program {case['seed']}", "exec"), {**globals(), "queue": QUEUES, **names}, names)
    return names["program"]


def threads_in(case):
    return next(iter(case["outcomes"])).count(" | ")
