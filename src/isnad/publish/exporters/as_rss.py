"""A feed of the incidents (RSS 2.0), the latest change first.

What may live here: this exporter. An item's guid holds a digest of what is said, so that a reader of feeds shows an
incident again when its toll, its grade or who is alleged has changed.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime

from isnad.publish import wording
from isnad.publish.exporter import file_stem
from isnad.publish.exporters.xml import tag
from isnad.records.codec import id_of
from isnad.records.dossier import Dossier

FILE = "feed.xml"
ITEMS = 200
NOT_AN_ADDRESS = ' isPermaLink="false"'
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class AsRss:
    """``feed.xml``: an item for each of the incidents that changed last."""

    name = "rss"

    def export(self, dossiers: Sequence[Dossier]) -> Iterator[tuple[str, bytes]]:
        """The feed in one piece: it is bounded."""
        case, items = "", []
        for dossier in dossiers:
            case = case or dossier.case
            items.append((changed(dossier), dossier.incident.id, item(dossier)))
            if len(items) > 4 * ITEMS:
                items = sorted(items, key=lambda each: (-each[0].timestamp(), each[1]))[:ITEMS]
        latest = sorted(items, key=lambda each: (-each[0].timestamp(), each[1]))[:ITEMS]
        head = (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>{tag("title", case or "Incidents")}'
            f"{tag('link', 'index.html')}{tag('description', wording.NO_VERDICT)}\n"
        )
        yield FILE, (head + "".join(words for _, _, words in latest) + "</channel></rss>\n").encode()


def changed(dossier: Dossier) -> datetime:
    """When something was last captured or judged of an incident."""
    moments = [capture.captured for capture in dossier.captures] + [judgement.at for judgement in dossier.judgements]
    return max(moments, default=_EPOCH)


def item(dossier: Dossier) -> str:
    """One incident as an item."""
    made, ident = dossier.assessment, dossier.incident.id
    title = f"{dossier.incident.name}: grade {made.grade.term.value}"
    said = id_of(made.headline.statement, title)
    return (
        f"<item>{tag('title', title)}"
        f"{tag('link', f'{file_stem(dossier)}.html')}{tag('description', made.headline.statement)}"
        f"{tag('guid', ident + '-' + said, NOT_AN_ADDRESS)}"
        f"{tag('pubDate', format_datetime(changed(dossier).astimezone(UTC), usegmt=True))}</item>\n"
    )
