"""What tests have done on other machines: functions at the top of a module, in place of ``process``."""

import time
from dataclasses import replace

from isnad.reading import elsewhere
from isnad.reading.answers import answer_to

process = elsewhere.process


def unconfined(shard, tables=()):
    """Read without a child: what kills the reader kills the worker."""
    return tuple(answer_to(replace(task, tables=tables)) for task in shard.tasks)


def slowly(shard, tables=()):
    """Read so slowly that a worker can be killed in the middle."""
    time.sleep(0.1)
    return process(shard, tables)


def short(shard, tables=()):
    """Leave out an answer."""
    return process(shard, tables)[1:]
