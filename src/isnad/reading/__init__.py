"""Reading: the second and third step, captures to reports to claims, in confined children.

What may live here: the names offered. ``one`` is what is done with one capture, ``answers`` what comes back, ``here``
and ``elsewhere`` who is asked, ``engine`` a cluster, ``many`` how a case is read.
"""

from isnad.reading.elsewhere import process
from isnad.reading.many import Readings, begin, fresh_readings, index_of, jobs_for, known_readings, read_captures
from isnad.reading.one import BOUNDS, Task, read_one, ready_to_read, tables_in

__all__ = [
    "BOUNDS",
    "Readings",
    "Task",
    "begin",
    "fresh_readings",
    "index_of",
    "jobs_for",
    "known_readings",
    "process",
    "read_captures",
    "read_one",
    "ready_to_read",
    "tables_in",
]
