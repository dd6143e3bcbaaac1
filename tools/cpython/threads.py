"""The threads of a program: real ones, which end with their scopes."""

import os
import threading
import traceback

from cpython import excepthook
from cpython.recorder import ERRORS, Recorder, current
from cpython.seconds import seconds


class Handle:
    """What a program calls a Thread or a Timer. Others see it start, and end, in one step."""

    def __init__(self, run, recorder, thread):
        self.run = run
        self.recorder = recorder
        self.thread = recorder.thread = thread
        self.started_at = None
        self.joined = False

    def start(self, statement):
        first = self.started_at is None
        if first:
            self.started_at = statement
            self.run.begin(self.recorder)
            self.recorder.said.append("begun")
        with self.run.starting:
            self.thread.start()

    def join(self, timeout=None):
        self.thread.join(timeout)
        self.joined = self.joined or not self.thread.is_alive()

    def is_alive(self):
        with self.run.starting:
            has_left = self.thread.ident is not None and self.thread not in threading.enumerate()
        if has_left:
            self.thread.join()  # it leaves the list a moment before
        return self.thread.is_alive()

    def ident(self):
        """Whether it has one."""
        with self.run.starting:
            return self.thread.ident is not None

    def name(self):
        """The number in one that set_name gave; 0 for others."""
        name = self.thread.name
        return int(name[1:]) if name.startswith("n") else 0

    def set_name(self, name):
        self.thread.name = name

    def daemon(self):
        return self.recorder.daemon

    def set_daemon(self, daemon):
        with self.run.starting:
            self.thread.daemon = True  # as all are, for the tool to end when it has seen enough
        self.recorder.daemon = daemon

    def leave_scope(self, recorder):
        if self.started_at is None or self.joined or self.recorder.daemon:
            return
        recorder.at(self.started_at)
        self.thread.join()


class Thread(Handle):
    def __init__(self, maker, number, body, daemon):
        recorder = Recorder(maker.run, number, daemon)
        super().__init__(maker.run, recorder, Worker(recorder, body))
        maker.made.append(self)


class Timer(Handle):
    """`statement`: the one that makes it, where all steps are that are not those of its function."""

    def __init__(self, maker, number, interval, body, statement):
        recorder = Recorder(maker.run, number, False)
        super().__init__(maker.run, recorder, Alarm(recorder, interval, body, statement))
        maker.made.append(self)

    def cancel(self):
        self.thread.cancel()


def main_of(run, program):
    """The one that runs the program's own body."""
    recorder = Recorder(run, 0, False)
    return Handle(run, recorder, Worker(recorder, program))


class Worker(threading.Thread):
    """The real one of a Thread."""

    def __init__(self, recorder, body):
        super().__init__(target=body, args=[recorder], daemon=True)
        self.recorder = recorder

    def run(self):
        work(self, super().run)


class Alarm(threading.Timer):
    """The real one of a Timer."""

    def __init__(self, recorder, interval, body, statement):
        super().__init__(interval, body, [recorder])
        self.daemon = True
        self.recorder = recorder
        self.finished = Finished(recorder, statement)

    def run(self):
        work(self, super().run)

    def cancel(self):
        threading.Event.set(self.finished)  # not a step of the timer's


class Finished(threading.Event):
    """A timer's event, which it waits for, looks at and sets in steps of its own."""

    def __init__(self, recorder, statement):
        super().__init__()
        self.recorder = recorder
        self.statement = statement

    def wait(self, interval):
        self.recorder.at(self.statement)
        return super().wait(seconds(interval))

    def is_set(self):
        self.recorder.at(self.statement)
        return super().is_set()

    def set(self):
        self.recorder.at(self.statement)
        super().set()


def work(thread, body):
    """What a thread does from its first step to its last. What leaves main comes to no hook."""
    recorder = current.recorder = thread.recorder
    try:
        body()
    except (SystemExit, *ERRORS) as error:
        if recorder.number == 0:
            excepthook.tell_of(error)
        else:
            recorder.at(0)
            thread._invoke_excepthook(thread)
    except BaseException:
        traceback.print_exc()
        os._exit(1)  # the program is none, or the tool is wrong: nothing would end
    recorder.end()
