"""Dossiers in the columns of the UCDP Georeferenced Event Dataset.

What may live here: this exporter; its columns are in ``publish/tables/ged.py``.
"""

from isnad.publish.tables.exporting import AsTables
from isnad.publish.tables.ged import GED

AS_GED = AsTables(name="ged", title="Incidents in the columns of UCDP GED", tables=(GED,))
