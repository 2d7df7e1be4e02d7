"""Dossiers as tables after Airwars' archive.

What may live here: this exporter; its columns are in ``publish/tables/airwars.py``.
"""

from isnad.publish.tables.airwars import AIRWARS
from isnad.publish.tables.exporting import AsTables

AS_AIRWARS = AsTables(name="airwars", title="Incidents in tables after Airwars' archive", tables=AIRWARS)
