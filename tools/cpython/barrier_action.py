"""What a barrier has done by the last one to arrive."""

from cpython.recorder import current


def action(statement, work):
    """`work` is a step at `statement`; that the barrier then lets all go is another of the wait."""
    def take_steps():
        recorder = current.recorder
        wait = recorder.statement()
        recorder.at(statement)
        try:
            work()
        finally:
            recorder.at(wait)
    return take_steps


def refuse():
    raise ValueError("as planned")
