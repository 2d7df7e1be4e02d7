"""Stamping a case: real authorities on loopback, a calendar, the queue while offline, and the check years later."""

import base64
import hashlib
import itertools
import json
import shutil
import subprocess
import time
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from preserve.anchors.calendar import TRIAL, Calendar, mined
from preserve.anchors.lab import DAY, OTHER_POLICY, POLICY, Loopback, Responder, crl, holder, signed_by

from isnad.anchoring.check import anchor_findings, words
from isnad.anchoring.kept import add_authority, authorities, folder_of, keep_anchor, remove_authority, sealed
from isnad.anchoring.stamp import Asking, stamp, stamp_quietly
from isnad.casebook import Casebook, new_casebook
from isnad.cli.stamping import _header
from isnad.cli.stamping import authority as authority_command
from isnad.cli.stamping import stamp as stamp_command
from isnad.preserve.anchors.authority import Authority
from isnad.preserve.anchors.header import parse
from isnad.preserve.item import Limits
from isnad.preserve.trouble import Trouble
from isnad.records.problem import Severity

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="the responder is openssl's")

OPEN = Limits(private=True, seconds=5)
ASK = Asking(limits=OPEN, network=TRIAL)
QUICK = Asking(limits=Limits(private=True, seconds=0.3), network=TRIAL)


class Town:
    """A case, and authorities whose answers a test may spoil. ``down`` are names that answer nothing now."""

    def __init__(self, folder, **more):
        self.folder, self.down, self.answers, self.count = folder, set(), {}, itertools.count()
        self.server = Loopback(self.answers)
        self.book = new_casebook(folder / "case", **more)
        self.write()

    def write(self, times=1):
        for _ in range(times):
            n = next(self.count)
            path = self.folder / f"{n}.txt"
            path.write_text(f"A bridge at Low Weir was hit. Note {n}.\n", encoding="utf-8")
            assert [kept.new for kept in self.book.add(str(path))] == [True]

    def path(self, name, answer, method="POST", path=""):
        self.answers[method, path or f"/{name}"] = lambda body: (503, b"") if name in self.down else answer(body)

    def authority(self, name, *, spoil=lambda data: data, signer=None, root=None, choose=True, **more):
        root = root or holder(f"{name} root", ca=True)
        responder = Responder(self.folder / name, signer or holder(f"{name} stamps", root))
        self.path(name, lambda body: (200, spoil(responder.reply(body))))
        if choose:
            one = Authority(name=name, form="rfc3161", url=f"{self.server.url}/{name}", **more)
            add_authority(self.book, one, root.pem)
        return root, responder

    def calendar(self, name="weir"):
        made = Calendar(f"{self.server.url}/{name}")
        self.path(name, lambda body: (200, made.digest(body)), path=f"/{name}/digest")
        add_authority(self.book, Authority(name=name, form="ots", url=made.url))
        return made

    def in_block(self, calendar, height, **how):
        header = calendar.into_block(height, **how)
        promised = calendar.promised
        path = f"/weir/timestamp/{promised.hex()}"
        self.path("weir", lambda _: (200, calendar.timestamp(promised)), "GET", path)
        return header

    def source(self, name, height, header):
        block = hashlib.sha256(header).hexdigest()
        self.path(name, lambda _: (200, block.encode()), "GET", f"/{name}/block-height/{height}")
        self.path(name, lambda _: (200, header.hex().encode() + b"\n"), "GET", f"/{name}/block/{block}/header")
        if name not in authorities(self.book):
            add_authority(self.book, Authority(name=name, form="headers", url=f"{self.server.url}/{name}"))

    def check(self, **more):
        return anchor_findings(Casebook(self.book.root), network=TRIAL, **more)


@pytest.fixture
def town(tmp_path):
    made = Town(tmp_path)
    with made.server:
        yield made


def states(results):
    return {(one.authority, one.state) for one in results}


def test_nothing_is_asked_of_anybody_who_is_not_configured(town):
    town.authority("sedge", choose=False)
    assert stamp(town.book, ASK) == []
    assert stamp_quietly(town.book, ASK) == []
    assert town.server.asked == []
    found = town.check()
    assert (found.checked, found.bounds) == (0, ())
    assert "no authority is configured" in found.problems[0].what


def test_two_authorities_stamp_one_checkpoint_and_the_check_bounds_it(town):
    town.authority("sedge", policy=POLICY)
    town.authority("reed")
    results = stamp(town.book, ASK)
    assert states(results) == {("sedge", "stamped"), ("reed", "stamped")}
    assert len({one.checkpoint for one in results}) == 1
    found = town.check()
    assert (found.checked, found.failed, found.open, found.tail, found.problems) == (2, 0, 0, 0, ())
    assert {one.authority for one in found.latest} == {"sedge", "reed"}
    assert all(one.by == ("rfc3161-client", "openssl") and len(one.root) == 64 for one in found.bounds)
    assert {one.until for one in found.bounds} == {one.until for one in results}


def test_stamping_comes_to_an_end(town):
    """Entries about anchors are no news: nothing is asked a second time until something is written."""
    town.authority("sedge")
    first = stamp(town.book, ASK)
    asked = len(town.server.asked)
    for _ in range(3):
        again = stamp(town.book, ASK)
        assert [(one.checkpoint, one.state) for one in again] == [(first[0].checkpoint, "covered")]
    assert len(town.server.asked) == asked
    assert len(sealed(town.book)) == 1
    town.write(3)
    assert town.check().tail == 3
    assert "last 3 entries" in town.check().problems[0].what
    later = stamp(town.book, ASK)
    assert later[0].state == "stamped"
    assert later[0].checkpoint > first[0].checkpoint
    assert town.check().tail == 0


def test_what_could_not_be_asked_is_queued_and_caught_up(town):
    town.authority("sedge")
    town.authority("reed")
    town.down = {"sedge", "reed"}
    for _ in range(5):
        town.write()
        results = stamp(town.book, ASK)
        assert {one.state for one in results} == {"queued"}
        assert all("isnad stamp CASE" in one.problem.todo for one in results)
    (note,) = stamp_quietly(town.book, ASK)
    assert note.severity is Severity.NOTE
    assert "reed, sedge" in note.what
    asked = len(town.server.asked)
    assert {one.state for one in stamp(town.book, Asking(offline=True))} == {"queued"}
    assert len(town.server.asked) == asked  # offline asks nobody
    town.down = {"reed"}
    assert states(stamp(town.book, ASK)) == {("sedge", "stamped"), ("reed", "queued")}
    town.down = set()
    results = stamp(town.book, ASK)
    assert states(results) == {("sedge", "covered"), ("reed", "stamped")}
    assert len({one.checkpoint for one in results}) == 1  # the same checkpoint, so that they can be compared
    assert town.check().tail == 0
    assert len([a for a in town.server.asked if a[1] == "/sedge"]) == 5 + 1 + 1  # only the newest was asked for
    assert stamp_quietly(town.book, ASK) == []


REJECTED = bytes.fromhex("300730050201023000")  # TimeStampResp { PKIStatusInfo { rejection, no words } }
LATER = bytes.fromhex("300730050201033000")
ANSWERS = {  # what comes back: the state, a word of what is told, whether every other command asks again
    "a page": (lambda data: b"<html>Please log in</html>", "bad reply", "web page", True),
    "nothing": (lambda data: b"", "bad reply", "cannot be read", True),
    "cut": (lambda data: data[:-7], "bad reply", "cannot be read", True),
    "bytes after the end": (lambda data: data + b"\0", "bad reply", "follow the end", True),
    "huge": (lambda data: data + b"\0" * 3_000_000, "bad reply", "larger than", True),
    "signature spoiled": (lambda data: data[:-3] + bytes([data[-3] ^ 1]) + data[-2:], "not trusted", "refuse", False),
    "rejected": (lambda data: REJECTED, "refused", "rejected", False),
    "to come later": (lambda data: LATER, "queued", "to come later", True),
    **{str(code): (code, "refused", f"It answered {code}", False) for code in (400, 401, 403, 404, 410)},
    **{str(code): (code, "queued", f"It answered {code}", True) for code in (429, 500, 503)},
    "302": (302, "bad reply", "It answered 302", True),
}


@pytest.mark.parametrize(("spoil", "state", "word", "again"), ANSWERS.values(), ids=ANSWERS)
def test_a_bad_answer_is_not_kept_and_told_by_what_would_help(town, spoil, state, word, again):
    status = spoil if isinstance(spoil, int) else 200
    _, responder = town.authority("sedge", spoil=spoil if status == 200 else lambda data: data)
    if status != 200:
        town.answers["POST", "/sedge"] = lambda body: (status, b"")
    (result,) = stamp(town.book, ASK)
    assert (result.state, word in result.problem.what) == (state, True), result.problem
    assert result.problem.severity is (Severity.WARNING if state == "queued" else Severity.ERROR)
    assert ("queued" in result.problem.todo) is (state == "queued")
    asked = len(town.server.asked)
    told = stamp_quietly(town.book, ASK)
    assert len(town.server.asked) == asked + again
    assert word in told[0].what or state == "queued"
    town.answers["POST", "/sedge"] = lambda body: (200, responder.reply(body))  # they have mended it
    if not again:
        assert stamp_quietly(town.book, ASK) == told
    assert states(stamp(town.book, ASK)) == {("sedge", "stamped")}
    town.write()
    assert stamp_quietly(town.book, ASK) == []  # and all is as before
    town.write()
    town.answers["POST", "/sedge"] = lambda body: (
        (200, spoil(responder.reply(body))) if status == 200 else (status, b"")
    )
    (result,) = stamp(town.book, ASK)
    assert result.state == state


def test_who_is_not_trusted_is_asked_again_once_another_chain_is_chosen(town, tmp_path):
    root, _ = town.authority("sedge", choose=False)
    url = f"{town.server.url}/sedge"
    add_authority(town.book, Authority(name="sedge", form="rfc3161", url=url), holder("Other root", ca=True).pem)
    assert states(stamp(town.book, ASK)) == {("sedge", "not trusted")}
    (told,) = stamp_quietly(town.book, ASK)
    assert "--ca FILE" in told.todo
    add_authority(town.book, Authority(name="sedge", form="rfc3161", url=url), root.pem)
    assert stamp_quietly(town.book, ASK) == []
    assert [one.authority for one in town.check().bounds] == ["sedge"]


def test_a_bad_answer_leaves_nothing(town):
    town.authority("sedge", spoil=lambda data: b"<html>")
    (result,) = stamp(town.book, ASK)
    assert [path.name for path in folder_of(town.book, result.checkpoint).iterdir() if "sedge" in path.name] == []
    assert town.check().checked == 0


def test_an_answer_to_another_request_is_not_kept(town):
    """A replayed token: it stamps the same checkpoint, and answers an earlier nonce."""
    first = []
    town.authority("sedge", spoil=lambda data: first.append(data) or first[0])
    assert states(stamp(town.book, ASK)) == {("sedge", "stamped")}
    chosen = authorities(town.book)["sedge"]
    add_authority(town.book, Authority(name="again", form="rfc3161", url=chosen.url), town.book.store.get(chosen.chain))
    assert {one.state for one in stamp(town.book, ASK)} == {"bad reply"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"policy": OTHER_POLICY}, "policy"), ({"signer": "stranger"}, "refuse"), ({"lists": "revoked"}, "revoked")],
)
def test_what_the_user_did_not_choose_to_trust_is_not_kept(town, wrong, words):
    root = holder("Sedge root", ca=True)
    url = f"{town.server.url}/list.crl"
    signer = holder("Sedge stamps", root, crl_url=url)
    town.path("list", lambda _: (200, crl(root, [signer.cert])), "GET", "/list.crl")
    if wrong.get("signer"):
        signer, wrong = holder("Stranger", holder("Other root", ca=True)), {}
    if wrong.get("lists"):
        wrong = {"lists": True}
    town.authority("sedge", signer=signer, root=root, **wrong)
    (result,) = stamp(town.book, ASK)
    assert result.state == "not trusted"
    assert words in result.problem.what


def test_a_revocation_list_is_kept_and_judged_at_the_time_of_the_stamp(town):
    root = holder("Sedge root", ca=True)
    signer = holder("Sedge stamps", root, crl_url=f"{town.server.url}/list.crl")
    town.path("list", lambda _: (200, crl(root)), "GET", "/list.crl")
    town.authority("sedge", signer=signer, root=root, lists=True)
    (result,) = stamp(town.book, ASK)
    assert (result.state, result.problem) == ("stamped", None)
    assert (folder_of(town.book, result.checkpoint) / "sedge.crl").exists()
    assert town.check().failed == 0


@pytest.mark.parametrize("slow", ["silent", "dripping"])
def test_one_that_hangs_is_left_and_the_others_are_asked(town, slow):
    def drip(line):  # never silent for long, so that no timeout between two bytes is met
        line.write(b"HTTP/1.1 200 OK\r\nX: ")
        for _ in range(100):
            line.write(b"x")
            time.sleep(0.1)

    def hang(body):
        return (200, drip) if slow == "dripping" else time.sleep(3) or (200, b"")

    town.authority("sedge")
    town.authority("reed")
    town.path("sedge", hang)
    before = time.monotonic()
    assert states(stamp(town.book, QUICK)) == {("sedge", "queued"), ("reed", "stamped")}
    assert time.monotonic() - before < 8


def test_inner_addresses_are_asked_only_where_that_is_allowed(town):
    town.authority("sedge")
    (result,) = stamp(town.book, Asking())
    assert result.state == "not asked"
    assert "not a public address" in result.problem.what
    assert "--allow-address" in result.problem.todo
    assert town.server.asked == []
    assert states(stamp(town.book, Asking(limits=Limits(allowed=("127.0.0.1",))))) == {("sedge", "stamped")}


def test_one_that_is_not_there_is_queued(town):
    root, _ = town.authority("sedge", choose=False)
    with Loopback({}) as closed:
        url = f"{closed.url}/sedge"
    add_authority(town.book, Authority(name="sedge", form="rfc3161", url=url), root.pem)
    (result,) = stamp(town.book, ASK)
    assert (result.state, result.problem.severity) == ("queued", Severity.WARNING)
    assert "could not be asked" in result.problem.what


def test_a_redirect_is_not_followed(town):
    town.authority("sedge")
    town.answers["POST", "/sedge"] = lambda body: (302, b"")
    (result,) = stamp(town.book, ASK)
    assert "302" in result.problem.what


@pytest.mark.parametrize(
    ("one", "chain"),
    [
        (Authority(name="Sedge", form="rfc3161", url="https://sedge.example/"), None),
        (Authority(name="../sedge", form="ots", url="https://sedge.example/"), None),
        (Authority(name="sedge", form="ots", url="file:///etc/passwd"), None),
        (Authority(name="sedge", form="ots", url="https://name:word@sedge.example/"), None),
        (Authority(name="sedge", form="rfc3161", url="https://sedge.example/", policy="a"), None),
        (Authority(name="sedge", form="rfc3161", url="https://sedge.example/"), b"no certificate"),
        (Authority(name="sedge", form="ots", url="https://a.example/", follow=("ftp://b.example/",)), None),
    ],
)
def test_an_authority_that_cannot_be_used_is_refused(town, one, chain):
    with pytest.raises(Trouble):
        add_authority(town.book, one, holder("A root", ca=True).pem if chain is None else chain)
    assert authorities(town.book) == {}


def test_a_chain_that_was_lost_is_told_and_nothing_is_asked(town):
    town.authority("sedge")
    path = town.book.store.path(authorities(town.book)["sedge"].chain)
    path.unlink()
    (result,) = stamp(town.book, ASK)
    assert (result.state, result.problem.severity) == ("not asked", Severity.ERROR)
    assert town.server.asked == []


def test_one_that_was_removed_is_asked_no_more_and_what_it_gave_still_counts(town):
    town.authority("sedge")
    stamp(town.book, ASK)
    remove_authority(town.book, "sedge")
    asked = len(town.server.asked)
    town.write()
    assert stamp(town.book, ASK) == []
    assert len(town.server.asked) == asked
    assert [one.authority for one in town.check().bounds] == ["sedge"]
    with pytest.raises(Trouble):
        remove_authority(town.book, "sedge")


def test_a_calendar_promises_and_then_leads_to_a_block(town):
    calendar = town.calendar()
    assert states(stamp(town.book, ASK)) == {("weir", "promised"), ("weir", "waiting")}
    assert states(stamp(town.book, ASK)) == {("weir", "covered"), ("weir", "waiting")}
    found = town.check()
    assert (found.checked, found.failed, found.open, found.promised) == (1, 0, 0, 1)
    header = town.in_block(calendar, 900_000)
    (_, in_block) = stamp(town.book, ASK)
    assert (in_block.state, in_block.until) == ("in a block", None)
    assert "900,000" in in_block.problem.what
    assert town.check().open == 1  # never fine before the header is there
    cheap = mined(parse(header).root, good=False)
    (_, still) = stamp(town.book, Asking(limits=OPEN, network=TRIAL, headers=[cheap, b"x", mined(b"\1" * 32)]))
    assert still.until is None
    (_, done) = stamp(town.book, Asking(limits=OPEN, network=TRIAL, headers=[cheap, header]))
    assert done.until == parse(header).time + timedelta(hours=2)
    found = town.check()
    assert (found.failed, found.open, [one.form for one in found.bounds]) == (0, 0, ["ots"])
    assert {path.name for path in folder_of(town.book, done.checkpoint).iterdir()} >= {
        "weir.pending.ots", "weir.ots", "weir-900000.header",
    }  # fmt: skip
    assert anchor_findings(town.book).failed == 1  # by the floor of the real network such a header is worth nothing


def test_sources_of_headers_must_agree_and_must_have_worked(town):
    calendar = town.calendar()
    stamp(town.book, ASK)
    header = town.in_block(calendar, 5)
    town.source("one", 5, header)
    lone = stamp(town.book, ASK)
    assert any("two sources" in one.problem.what for one in lone if one.problem)
    town.source("two", 5, mined(parse(header).root, at=1_900_000_000))
    assert any("different headers" in one.problem.what for one in stamp(town.book, ASK) if one.problem)
    for name in ("one", "two"):  # the block was given up for another: both know only the other now
        town.source(name, 5, mined(b"\7" * 32))
    assert any("another Merkle root" in one.problem.what for one in stamp(town.book, ASK) if one.problem)
    for name in ("one", "two"):  # both lie in the same way
        town.source(name, 5, mined(parse(header).root, good=False))
    assert any("nobody mined" in one.problem.what for one in stamp(town.book, ASK) if one.problem)
    assert town.check().bounds == ()
    for name in ("one", "two"):
        town.source(name, 5, header)
    done = [one for one in stamp(town.book, ASK) if one.state == "in a block"]
    assert done[0].until == parse(header).time + timedelta(hours=2)
    assert len(town.check().bounds) == 1


def test_a_calendar_that_sends_on_elsewhere_is_not_followed_unasked(town):
    calendar = town.calendar()
    calendar.url = f"{town.server.url}/elsewhere"
    stamp(town.book, ASK)
    town.server.asked.clear()
    waiting = [one for one in stamp(town.book, ASK) if one.state == "waiting"]
    assert "--follow" in waiting[0].problem.what
    assert town.server.asked == []


def spoilt(town):
    """What may happen to a stamped case, each on a copy of it: name, what to do, the words, failed or open."""

    def bytes_of(ending):
        def flip(root):
            log = [json.loads(line) for line in (root / "log" / "entries.jsonl").read_text().splitlines()]
            files = next(entry["payload"]["files"] for entry in log if entry["kind"] == "anchor")
            digest = next(d for name, d in files.items() if name.endswith(ending))
            path = root / "objects" / "sha256" / digest[7:9] / digest[7:]
            path.chmod(0o644)
            data = path.read_bytes()
            path.write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:])

        return flip

    def gone(root):
        for path in (root / "objects").rglob("*"):
            if path.is_file() and b"CERTIFICATE" in path.read_bytes():
                path.unlink()

    def copy(change):
        return lambda root: [change(path) for path in (root / "log" / "checkpoints").glob("*/sedge.tsr")]

    yield "token's object", bytes_of(".tsr"), "other bytes than the log says"
    yield "chain's object", bytes_of(".chain.pem"), "other bytes than the log says"
    yield "request's object", bytes_of(".tsq"), "other bytes than the log says"
    yield "chain gone", gone, "missing, or has other bytes"
    yield "copy spoiled", copy(lambda path: path.write_bytes(b"x")), "This copy has other bytes"
    yield "copy gone", copy(lambda path: path.unlink()), "copy of a time stamp's file is missing"
    yield "a token nobody asked for", copy(lambda p: (p.parent / "reed.tsr").write_bytes(b"x")), "No entry of the log"


def test_what_happened_to_a_stamped_case_is_told(town, tmp_path):
    town.authority("sedge")
    stamp(town.book, ASK)
    for number, (name, change, reason) in enumerate(spoilt(town)):
        root = shutil.copytree(town.book.root, tmp_path / f"copy{number}")
        change(root)
        found = anchor_findings(Casebook(root), network=TRIAL)
        assert any(reason in problem.what for problem in found.problems), (name, found.problems)
        assert bool(found.failed) == ("object" in name or name in ("chain gone", "copy spoiled")), name
        if name == "copy gone":
            stamp(Casebook(root), Asking(offline=True))
            assert anchor_findings(Casebook(root), network=TRIAL).problems == ()


def test_a_log_written_anew_no_longer_fits_its_stamps(town, tmp_path):
    """Whoever has the keys can write log and checkpoints anew; the stamped note is of the log that was."""
    town.authority("sedge")
    stamp(town.book, ASK)
    entry = next(iter(town.book.entries("anchor")))
    forged = new_casebook(tmp_path / "forged")
    shutil.copytree(town.book.root / "objects", forged.root / "objects", dirs_exist_ok=True)
    with forged.writing():
        forged.append("anchor", entry.payload, objects=entry.objects)
    found = anchor_findings(forged, network=TRIAL)
    assert (found.failed > 0, found.bounds) == (True, ())
    assert any("not one of this log" in problem.what for problem in found.problems)


def test_a_forged_checkpoint_is_carried_to_nobody(town):
    town.authority("sedge")
    town.down = {"sedge"}
    (result,) = stamp(town.book, ASK)
    note = folder_of(town.book, result.checkpoint) / "checkpoint"
    note.chmod(0o644)
    lines = note.read_bytes().split(b"\n")
    lines[2] = base64.b64encode(b"\1" * 32)
    note.write_bytes(b"\n".join(lines))
    town.down = set()
    town.server.asked.clear()
    with pytest.raises(Trouble, match="not those that were stamped"):
        stamp(town.book, ASK)
    assert town.server.asked == []
    assert "not those that were stamped" in stamp_quietly(town.book, ASK)[0].what


def test_clocks_that_contradict_each_other_are_told_with_both_values(town):
    town.authority("sedge")
    town.authority("reed")
    stamp(town.book, ASK)
    assert town.check().problems == ()
    found = town.check(at=town.check().bounds[0].stated - DAY)
    assert len([p for p in found.problems if "this machine's clock now" in p.what]) == 2


def test_an_authority_whose_clock_is_wrong_is_told_beside_the_other(town):
    town.authority("sedge")
    root = holder("Reed root", ca=True)
    signer = holder("Reed stamps", root)
    folders = (town.folder / f"late{n}" for n in itertools.count())

    def late(answer):
        return signed_by(next(folders), answer, signer, "-cades", at=datetime.now(UTC) - timedelta(hours=3))

    town.authority("reed", signer=signer, root=root, spoil=late)
    assert states(stamp(town.book, ASK)) == {("sedge", "stamped"), ("reed", "stamped")}
    found = town.check()
    assert (found.failed, found.open, len(found.bounds)) == (0, 0, 2)  # both are what they say; one clock is wrong
    told = [problem.what for problem in found.problems]
    assert any("the log's clock at the last entry it covers says" in what for what in told)
    assert any("and sedge says" in what or "and reed says" in what for what in told)


def test_of_two_at_once_one_is_kept(town):
    """Another isnad may have stamped while this one asked: its files are not written over."""
    town.authority("sedge")
    (result,) = stamp(town.book, ASK)
    keep_anchor(town.book, result.checkpoint, "sedge", "rfc3161", {"sedge.tsr": b"another answer"})
    found = town.check()
    assert (found.checked, found.failed, found.problems) == (1, 0, ())


def test_the_commands_choose_stamp_and_tell(town, tmp_path):
    root, _ = town.authority("sedge", choose=False)
    (tmp_path / "ca.pem").write_bytes(root.pem)
    case, url = str(town.book.root), f"{town.server.url}/sedge"

    def run(command, *arguments):
        return CliRunner().invoke(command, arguments, obj={"by": "", "debug": False})

    def told(*arguments):
        done = run(*arguments)
        assert done.exit_code == 0, done.output
        return done.output

    assert "No authority is configured" in told(stamp_command, case)
    assert run(authority_command, case, "add", "sedge", url).exit_code == 2  # what is it?
    assert run(authority_command, case, "add", "sedge").exit_code == 2
    assert "isnad stamp" in told(authority_command, case, "add", "sedge", url, "--ca", tmp_path / "ca.pem")
    assert f"sedge\trfc3161\t{url}\tchain " in told(authority_command, case, "list")
    assert "sedge\tqueued" in told(stamp_command, case, "--offline")
    refused = run(stamp_command, case)  # an inner address, not allowed
    assert (refused.exit_code, "not a public address" in refused.output) == (1, True)
    town.down = {"sedge"}
    assert run(stamp_command, case, "--allow-address", "127.0.0.1").exit_code == 3  # it waits
    town.down = set()
    done = told(stamp_command, case, "--allow-address", "127.0.0.1")
    assert "sedge\tstamped\t20" in done
    town.authority("reed", spoil=lambda data: b"<html>")
    assert run(stamp_command, case, "--allow-address", "127.0.0.1").exit_code == 3  # one of two
    assert "asked no more" in told(authority_command, case, "remove", "sedge")
    assert [words(one)[:10] for one in town.check().latest] == ["The first "]


def test_what_is_given_to_the_commands_is_said_to_be_none(town, tmp_path):
    (tmp_path / "words").write_text("no certificate, and no header")

    def run(command, *arguments):
        return CliRunner().invoke(command, [str(town.book.root), *map(str, arguments)], obj={"by": "", "debug": False})

    assert "Nobody is asked yet" in run(authority_command, "list").output
    no_chain = run(authority_command, "add", "sedge", "https://sedge.example/", "--ca", tmp_path / "words")
    assert "no certificate in PEM" in no_chain.exception.problem.what
    no_header = run(stamp_command, "--offline", "--header", tmp_path / "words")
    assert "has 80 bytes, and this has 29" in no_header.exception.problem.what
    calendar = town.calendar()
    stamp(town.book, ASK)
    header = town.in_block(calendar, 900_000)
    (tmp_path / "header").write_bytes(header)
    (tmp_path / "in-hex").write_text(header.hex() + "\n")
    assert _header(tmp_path / "in-hex") == _header(tmp_path / "header") == header


def test_a_clock_set_forward_is_told(tmp_path):
    town = Town(tmp_path, clock=lambda: datetime.now(UTC) + 3 * DAY)
    with town.server:
        town.authority("sedge")
        stamp(town.book, ASK)
        (problem,) = [p for p in town.check().problems if "the log's clock at the last entry" in p.what]
    assert problem.severity is Severity.WARNING
    assert problem.what.count("UTC") == 2


STATED = "date -ud \"$(openssl ts -reply -in sedge.tsr -text 2>/dev/null | sed -n 's/^Time stamp: //p')\" +%s"


def test_the_line_of_the_readme_verifies_a_stamp_in_the_folder(town):
    """``cd log/checkpoints/<size>`` and this one line is all a court's expert needs, at the time that check shows."""
    town.authority("sedge")
    (result,) = stamp(town.book, ASK)
    if subprocess.run(["date", "--version"], capture_output=True, check=False).returncode == 0:  # GNU's
        folder = folder_of(town.book, result.checkpoint)
        line = f"openssl ts -verify -data checkpoint -in sedge.tsr -CAfile sedge.chain.pem -attime $({STATED})"
        done = subprocess.run(["sh", "-c", line], cwd=folder, capture_output=True, check=False)
        assert b"Verification: OK" in done.stdout + done.stderr
    stated = int(town.check().bounds[0].stated.timestamp())
    line = f"openssl ts -verify -data checkpoint -in sedge.tsr -CAfile sedge.chain.pem -attime {stated}"
    folder = folder_of(town.book, result.checkpoint)
    done = subprocess.run(line.split(), cwd=folder, capture_output=True, check=False)
    assert (done.returncode, b"Verification: OK" in done.stdout + done.stderr) == (0, True)
    (folder / "checkpoint").chmod(0o644)
    (folder / "checkpoint").write_bytes((folder / "checkpoint").read_bytes().replace(b"\n", b" \n", 1))
    assert subprocess.run(line.split(), cwd=folder, capture_output=True, check=False).returncode == 1
