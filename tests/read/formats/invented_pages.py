"""Captures and pages for the tests of the formats: invented outlets, places and words."""

from datetime import UTC, datetime
from itertools import product

from isnad.records.capture import Capture, digest_of

STAMP = datetime(2035, 1, 1, tzinfo=UTC)

ENGLISH = (
    "At least 12 people were killed & 5 wounded in Kol’s market, the Dara Relief Group said on Tuesday.",
    "“We ran,” said a baker who gave his name as Ruvo; the second strike came as his neighbours dug.",
    "The Dara Relief Group — which keeps a list of its own — put the toll at 17 < 21, later figures say.",
    "A spokesman denied it. “No aircraft of ours flew,” he told reporters in Meruv, 40 km to the south.",
)
ARABIC = (
    "قال ناشطون في بلدة كول إن القصف أدى إلى مقتل ١٢ شخصاً بينهم أطفال، وإصابة آخرين بجروح خطيرة.",
    "وأضاف مصدر في جمعية دارا للإغاثة: «وصلنا إلى السوق بعد الغارة الثانية»؛ ولم يذكر الجهة المسؤولة.",
    "ونفى متحدث باسم القوات أن تكون طائراتها قد حلقت في سماء المنطقة مساء الثلاثاء أو فجر الأربعاء.",
)


def capture_of(data: bytes, **said: object) -> Capture:
    """A Capture of these bytes."""
    fields = {"origin": "in/a report كول.html", "captured": STAMP, "tool": "test", "id": digest_of(data)[7:23], **said}
    return Capture(digest=digest_of(data), size=len(data), **fields)  # type: ignore[arg-type]


def _entities(text: str) -> str:
    table = {"&": "&amp;", "<": "&lt;", "’": "&#8217;", "“": "&ldquo;", "”": "&#x201D;", "—": "&mdash;", "«": "&laquo;"}
    return "".join(table.get(c, c) for c in text)


def _numbered(text: str) -> str:
    return "".join(f"&#{ord(c)};" if ord(c) > 127 or c in "&<" else c for c in text)


def _inline(text: str) -> str:
    words = _entities(text).split(" ")
    tags = ("<b>{}</b>", "<a href='/x?a=1&b=\">\"'>{}</a>", "{}", "<span\n class=q>{}</span>", "{}<!-- > -->", "{}")
    return " ".join(tags[n % len(tags)].format(word) for n, word in enumerate(words))


def _spaced(text: str) -> str:
    return _entities(text).replace(" ", " \n\t ").replace("12", "12&nbsp;").replace("Tues", "Tues&shy;")


def _split(text: str) -> str:
    half = len(text) // 2
    return f"{_entities(text[:half])}<em>{_entities(text[half:])}</em><script>var a = '<p>no</p>';</script>"


WAYS = {"entities": _entities, "numbered": _numbered, "inline": _inline, "spaced": _spaced, "split": _split}
SHAPES = {
    "p": lambda rows: "".join(f"<p>{row}</p>\n" for row in rows),
    "nested": lambda rows: "".join(f"<div><div class=t><p>{row}</p></div></div>" for row in rows),
    "br": lambda rows: f"<p>{'<br>'.join(rows)}</p>",
    "list": lambda rows: f"<p>{rows[0]}</p><ul>{''.join(f'<li>{row}</li>' for row in rows[1:])}</ul>",
    "quote": lambda rows: f"<p>{rows[0]}</p><blockquote><p>{'</p><p>'.join(rows[1:])}</p></blockquote>",
    "unclosed": lambda rows: "".join(f"<p>{row}\n" for row in rows),
}


def page(body: str, title: str = "Strike hits Kol market", head: str = "", lang: str = "en") -> str:
    """A whole page round an article's body."""
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} | Dara Post</title>'
        f'<meta property="og:site_name" content="Dara Post">{head}<style>p > b {{color: red}}</style></head><body>'
        '<nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>'
        f"<article><h1>{title}</h1>{body}</article><aside><p>Most read</p></aside>"
        "<footer><p>All rights reserved, Dara Post</p></footer></body></html>"
    )


def pages() -> list[tuple[str, str]]:
    """(name, source) of a page for each way of writing, shape and language: sixty of them."""
    made = []
    for (way, write), (shape, lay), (lang, rows) in product(
        WAYS.items(), SHAPES.items(), (("en", ENGLISH), ("ar", ARABIC))
    ):
        made.append((f"{lang}-{shape}-{way}", page(lay([write(row) for row in rows]), lang=lang)))
    return made
