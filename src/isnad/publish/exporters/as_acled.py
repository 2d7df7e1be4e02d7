"""Dossiers in ACLED's columns.

What may live here: this exporter; its columns are in ``publish/tables/acled.py``.
"""

from isnad.publish.tables.acled import ACLED
from isnad.publish.tables.exporting import AsTables

AS_ACLED = AsTables(name="acled", title="Incidents in ACLED's columns", tables=(ACLED,))
