"""The shelf of exporters that come with isnad.

What may live here: one file an exporter, and the tuple that names them.
"""

from isnad.publish.exporter import Exporter
from isnad.publish.exporters.as_html import AsHtml
from isnad.publish.exporters.as_json import AsJson

BUILT_IN: tuple[Exporter, ...] = (AsHtml(), AsJson())
