"""How long a program's timeouts take."""

from cpython.recorder import current

UNIT = 0.0004  # how long a second of a program is
AGES = 30.0  # what is not to time out does not within that


def seconds(number):
    if number <= 0:
        return number
    return AGES if current.recorder.outlasts() else number * UNIT
