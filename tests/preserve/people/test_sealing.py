import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from preserve.people.notebook import Notebook, capture_of, every_byte, identities, plain_of, spellings
from strategies import captures

from isnad.preserve.people.envelope import mismatches, open_sealed
from isnad.preserve.people.named import sealed_path
from isnad.preserve.people.sealing import (
    FIELDS,
    hide_fields,
    order_forgetting,
    recipients_of,
    seal_capture,
    seal_fields,
    seal_name,
    seal_object,
    set_recipients,
)
from isnad.preserve.trouble import Trouble
from isnad.records.capture import Capture, Within, digest_of
from isnad.records.codec import from_plain, to_plain, with_id

SECRET = "Zahra Q. of Reed Lane"
KEYS, RECIPIENTS = identities(3)


@pytest.fixture
def log(tmp_path):
    book = Notebook(tmp_path / "case")
    set_recipients(book, RECIPIENTS[:2])
    return book


def opened(log, payload, key=0):
    sink = io.BytesIO()
    found = open_sealed(sealed_path(log.root, payload["id"]), KEYS[key : key + 1], sink)
    line = next(line for line in log.entries("sealed") if line.payload["id"] == payload["id"])
    assert mismatches(found, payload["id"], line.private) == ()
    return found, sink.getvalue()


def assert_hidden(log, *secrets):
    found = every_byte(log.root)
    assert not [(s, spelling) for s in secrets for spelling in spellings(s) if spelling in found]


def test_nothing_is_sealed_before_there_are_two_recipients(tmp_path):
    log = Notebook(tmp_path)
    with pytest.raises(Trouble, match="no recipients"):
        seal_capture(log, plain_of(), io.BytesIO(b"x"))
    with pytest.raises(Trouble, match="one lost key"):
        set_recipients(log, RECIPIENTS[:1])
    assert not (tmp_path / "private").exists()
    assert log.lines == []


def test_the_last_recipients_named_are_those_that_open(log):
    before = seal_name(log, SECRET)
    set_recipients(log, RECIPIENTS[1:])
    assert recipients_of(log.entries()) == tuple(sorted(RECIPIENTS[1:]))
    payload = seal_capture(log, plain_of(), io.BytesIO(b"x"))
    opened(log, payload, 1)
    opened(log, payload, 2)
    with pytest.raises(Trouble, match="this identity"):
        opened(log, payload, 0)
    assert before == "analyst 1"


def test_a_sealed_capture_is_whole_inside_and_nothing_outside(log):
    said = {"origin": f"phone/{SECRET}.txt", "publisher": SECRET, "title": f"As told by {SECRET}"}
    said["url"] = f"https://reed.example/{SECRET}"
    data = f"My name is {SECRET}.".encode()
    payload = seal_capture(log, plain_of(**said), io.BytesIO(data))
    found, inside = opened(log, payload)
    capture = from_plain(json.loads(found.values["record"]), Capture)
    assert capture == with_id(capture)
    assert (inside, capture.digest, capture.size) == (data, digest_of(data), len(data))
    assert {name: getattr(capture, name) for name in said} == said
    assert_hidden(log, SECRET, data.decode(), *said.values())
    (line,) = log.entries("sealed")
    assert set(line.payload) == {"id", "file", "what", "size", "stored", "ciphertext"}
    assert [name for name, _ in line.private] == ["bytes", "record"]
    assert capture.id not in every_byte(log.root).decode("latin-1")


@given(captures.filter(lambda c: c.within is None and not c.headers), st.sets(st.sampled_from(FIELDS)))
def test_hidden_fields_and_the_rest_make_the_whole(capture, names):
    capture = with_id(capture)
    blank, hidden = hide_fields(capture, names)
    assert set(hidden) == {name for name in names if getattr(capture, name)}
    assert all(getattr(blank, name) in ("", "sealed origin") for name in hidden)
    assert blank.id == with_id(blank).id
    kept = {f: v for f, v in to_plain(capture).items() if f not in (*hidden, "id")}
    assert kept.items() <= to_plain(blank).items()


def test_sealed_fields_are_proved_and_nowhere_in_clear(log):
    capture = capture_of(publisher=SECRET, title="A mill was hit", origin=f"{SECRET}/a.txt")
    blank, hidden = hide_fields(capture, ["publisher", "origin"])
    line = log.append("capture", to_plain(blank))
    payload = seal_fields(log, hidden, line=line.seq)
    found, _ = opened(log, payload)
    assert found.values == hidden == {"publisher": SECRET, "origin": f"{SECRET}/a.txt"}
    assert payload["line"] == line.seq
    assert_hidden(log, SECRET, capture.id)


def test_fields_that_the_bytes_hold_in_clear_are_not_called_sealed():
    within = Within(container=digest_of(b"w"), kind="warc")
    fetched = capture_of(url="https://reed.example/1", headers=(("content-type", "text/html"),))
    for capture in (fetched, capture_of(url="https://reed.example/1", within=within)):
        for name in ("url", "origin"):
            with pytest.raises(Trouble, match="in clear"):
                hide_fields(capture, [name])
        assert hide_fields(capture, ["publisher", "title"])
    with pytest.raises(Trouble, match="cannot be sealed alone"):
        hide_fields(fetched, ["digest"])


def test_names_are_sealed_each_under_a_pseudonym_of_its_own(log):
    assert [seal_name(log, name) for name in (SECRET, "Idris M.")] == ["analyst 1", "analyst 2"]
    assert [line.actor for line in log.entries("sealed")] == ["analyst 1", "analyst 2"]
    found, _ = opened(log, list(log.entries("sealed"))[1].payload)
    assert found.values == {"actor": "Idris M."}
    assert_hidden(log, SECRET, "Idris M.")


def test_an_object_is_sealed_with_what_the_log_says_of_it(log):
    path, digest, capture, line = log.capture(b"a film", publisher="Sedge Post")
    payload = seal_object(log, path, digest, {line.seq: line.payload})
    found, inside = opened(log, payload)
    assert inside == b"a film"
    assert from_plain(json.loads(found.values["record"])[str(line.seq)], Capture) == capture
    assert (payload["of"], payload["object"]) == (line.seq, digest)
    assert path.exists()  # it goes only when the line is on the disk


def test_an_object_that_rotted_is_not_sealed_as_if_it_were_whole(log):
    path, digest, _, line = log.capture(b"a film")
    path.write_bytes(b"a fiIm")
    with pytest.raises(Trouble, match="not those"):
        seal_object(log, path, digest, {line.seq: line.payload})
    path.unlink()
    with pytest.raises(Trouble, match="no such file"):
        seal_object(log, path, digest, {line.seq: line.payload})
    assert list(log.entries("sealed")) == []


@pytest.mark.parametrize("ident", ["", "0123456789abcdef", "../../log/entries", "0123"])
def test_only_what_is_sealed_can_be_ordered_forgotten(log, ident):
    before = len(log.lines)
    with pytest.raises(Trouble, match="Nothing sealed"):
        order_forgetting(log, ident, "asked for", "Ada")
    assert len(log.lines) == before


@pytest.mark.parametrize(("why", "by"), [("", "Ada"), ("asked for", " ")])
def test_forgetting_needs_a_name_and_a_reason(log, why, by):
    payload = seal_capture(log, plain_of(), io.BytesIO(b"x"))
    with pytest.raises(Trouble, match="a name and a reason"):
        order_forgetting(log, payload["id"], why, by)
