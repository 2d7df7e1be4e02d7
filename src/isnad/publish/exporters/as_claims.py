"""Claims with their chains as CSV.

What may live here: this exporter; its columns are in ``publish/tables/claims.py``.
"""

from isnad.publish.tables.claims import CLAIMS
from isnad.publish.tables.exporting import AsTables

AS_CLAIMS = AsTables(name="claims", title="Claims with their quotes and chains", tables=(CLAIMS,))
