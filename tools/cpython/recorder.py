"""What is noted of a thread, and what it calls for that."""

import queue
import random
import threading
import time

# In the order of the codes that they leave.
ERRORS = (RuntimeError, ValueError, queue.Empty, queue.Full, threading.BrokenBarrierError)

current = threading.local()  # the recorder of a thread


def kind_of(error):
    """The last of them, for a BrokenBarrierError is a RuntimeError too."""
    return next(kind for kind in reversed(ERRORS) if isinstance(error, kind))


class Recorder:
    """Notes what a thread does, and knows the threads of its scope."""

    def __init__(self, run, number, daemon):
        self.run = run
        self.number = number
        self.daemon = daemon
        self.thread = None  # the real one
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

    def call(self, statement, operation, otherwise, guarded=True, stops=True):
        """`stops`: a thread may be cut off here. Not where it does nothing that others could tell."""
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

    def exit(self, statement):
        self.note(statement)
        raise SystemExit

    def note(self, statement):
        self.said.append(str(statement))

    def threw(self, statement, error):
        kind = kind_of(error)
        self.said.append(f"{statement}!{kind.__name__}")
        return -1 - ERRORS.index(kind)

    def holding(self, statement, lock):
        return Holding(self, statement, lock)

    def enumerate(self):
        """The run's: main, which is alive until it is over, and those of its threads that are listed."""
        with self.run.starting:
            listed = threading.enumerate()
        others = [recorder.thread for recorder in self.run.recorders() if recorder.number != 0]
        return [self.run.threads[0].thread] + [thread for thread in others if thread in listed]

    # ---- what the harness calls ----

    def at(self, statement, stops=True):
        self.said.append(f"at {statement}")
        if self.run.baton:
            self.run.baton.wait(self.number, statement)
        if self.run.pace and random.random() < 0.5:
            time.sleep(random.random() * self.run.pace)
        if self.run.over and stops and not self.run.baton:
            threading.Event().wait()

    def statement(self):
        """Where it is at."""
        return int(self.said[-1].split()[1])

    def end(self):
        if self.run.baton:
            self.run.baton.wait(self.number, 0)
        self.said.append("ended")
        if self.run.baton:
            self.run.baton.notice()
        self.run.end(self)

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
