"""Plain text is kept to the letter."""

from hypothesis import given
from hypothesis import strategies as st
from read.formats.invented_pages import ARABIC, capture_of

from isnad.read.formats.plain import PlainText
from isnad.read.proof import Answer, proves
from isnad.records.capture import digest_of


def _read(data: bytes, **said: object):
    return PlainText().read(capture_of(data, **said), data)


def test_what_was_said_of_it_is_kept():
    data = "\r\n".join(ARABIC).encode("cp1256", "ignore")
    report, problems = _read(
        data, publisher="Dara Post", title="كول", published="٤ آذار ٢٠٣١", url="https://dara.example/1"
    )
    assert report.text == data.decode("cp1256")
    assert (report.publisher, report.title, report.language) == ("Dara Post", "كول", "ar")
    assert report.published.edtf() == "2031-03-04"
    assert report.digest == digest_of(data)
    assert problems == ()


def test_the_id_comes_from_the_bytes_and_what_is_said_of_them():
    assert _read(b"words")[0].id == _read(b"words")[0].id
    assert _read(b"words")[0].id != _read(b"words", publisher="Dara Post")[0].id
    assert _read(b"words")[0].id != _read(b"other")[0].id


@given(
    st.lists(
        st.one_of(st.text(min_size=1, max_size=40).map(lambda t: t.encode("utf-8", "ignore")), st.binary(max_size=3)),
        max_size=9,
    ),
    st.data(),
)
def test_every_quote_of_any_text_is_proved_from_its_bytes(parts, draw):
    data = b"Kol. " + b"".join(parts)
    report, problems = _read(data)
    if report is None:
        assert problems
        return
    start = draw.draw(st.integers(0, len(report.text) - 1))
    quote = report.quote(start, draw.draw(st.integers(start + 1, len(report.text))))
    assert report.text[quote.start : quote.end] == quote.text
    assert proves(quote, report, data).answer is Answer.PROVED
