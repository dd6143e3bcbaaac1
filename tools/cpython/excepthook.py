"""What becomes of an exception that leaves a thread: it is told, unless the program's threading.excepthook has it."""

import sys
import threading

from cpython.recorder import ERRORS, current, kind_of


def tell_of(error):
    """Unless it is a SystemExit, as without a hook of the program's."""
    if not isinstance(error, SystemExit):
        current.recorder.let_out = kind_of(error).__name__


def put_back():
    threading.excepthook = lambda args: tell_of(args.exc_value)


def set_excepthook(statement, number):
    """0: none; 1: notes under its statement, in the thread that erred, that it was called; 2: raises besides."""
    if number == 0:
        return put_back()

    def hook(args):
        current.recorder.said.append(f"{statement}=1")
        if number > 1:
            raise ValueError("hook")

    threading.excepthook = hook


def error_in_hook(kind, error, trace):
    """CPython hands it to sys.excepthook, which is also for errors of the tool's own."""
    if hasattr(current, "recorder") and isinstance(error, ERRORS):
        tell_of(error)
    else:
        sys.__excepthook__(kind, error, trace)


sys.excepthook = error_in_hook
