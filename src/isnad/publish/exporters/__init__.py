"""The shelf of exporters that come with isnad.

What may live here: one file an exporter, and the tuple that names them.
"""

from isnad.publish.exporter import Exporter
from isnad.publish.exporters.as_acled import AS_ACLED
from isnad.publish.exporters.as_airwars import AS_AIRWARS
from isnad.publish.exporters.as_claims import AS_CLAIMS
from isnad.publish.exporters.as_ftm import AsFtm
from isnad.publish.exporters.as_ged import AS_GED
from isnad.publish.exporters.as_geojson import AsGeoJson
from isnad.publish.exporters.as_html import AsHtml
from isnad.publish.exporters.as_json import AsJson
from isnad.publish.exporters.as_jsonl import AsJsonLines
from isnad.publish.exporters.as_kml import AsKml
from isnad.publish.exporters.as_parquet import AsParquet
from isnad.publish.exporters.as_pdf import AsPdf
from isnad.publish.exporters.as_rss import AsRss
from isnad.publish.exporters.as_site import AsSite

BUILT_IN: tuple[Exporter, ...] = (
    AsHtml(),
    AsSite(),
    AsPdf(),
    AsJson(),
    AsJsonLines(),
    AS_GED,
    AS_AIRWARS,
    AS_ACLED,
    AS_CLAIMS,
    AsParquet(),
    AsGeoJson(),
    AsKml(),
    AsRss(),
    AsFtm(),
)
