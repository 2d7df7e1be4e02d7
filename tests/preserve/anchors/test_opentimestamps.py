"""Proofs by a calendar made for the test, and headers that lie in every way a node could."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opentimestamps.core.notary import UnknownAttestation
from opentimestamps.core.op import OpSHA256
from opentimestamps.core.timestamp import Timestamp
from preserve.anchors.calendar import TRIAL, Calendar, mined, written

from isnad.preserve.anchors import header
from isnad.preserve.anchors.finding import Answer
from isnad.preserve.anchors.header import MAINNET, Network, agreed, judge, parse
from isnad.preserve.anchors.opentimestamps import LARGEST, blocks, complete, read, start, verify, waiting

DATA = b"isnad.case/0123456789abcdef\n7\nAAAA\n\n\xe2\x80\x94 a checkpoint\n"
HOUR = 3600
UNKNOWN = UnknownAttestation(bytes.fromhex("0102030405060708"), b"of a later year")


@pytest.fixture(scope="module")
def made():
    """A proof still waiting, the same in block 900000, and that block's header."""
    calendar = Calendar()
    begun = start(DATA)
    pending = begun.with_answer(calendar.digest(begun.commitment))
    header = calendar.into_block(900_000)
    (promise,) = waiting(pending)
    return pending, complete(pending, promise, calendar.timestamp(promise.commitment)), header


def test_a_proof_waits_and_then_bounds_the_time(made):
    pending, proof, header = made
    assert verify(pending, DATA).answer is Answer.NOT_VERIFIABLE
    assert "not in a block yet" in verify(pending, DATA).reason
    assert verify(proof, DATA).answer is Answer.NOT_VERIFIABLE  # there is no header to hold it against
    found = verify(proof, DATA, [header], TRIAL)
    assert found.answer is Answer.HOLDS
    assert found.stated == parse(header).time
    assert found.until == found.stated + timedelta(hours=2)
    assert blocks(proof) == ((900_000, parse(header).root),)
    assert waiting(proof) == waiting(pending)  # the promise stays in it


def test_the_calendar_learns_nothing_of_the_checkpoint():
    one, two = start(DATA), start(DATA)
    assert one.commitment != two.commitment
    assert one.commitment == start(DATA, one.head[-17:-1]).commitment


def test_it_stamps_this_checkpoint_and_no_other(made):
    _, proof, header = made
    assert verify(proof, DATA + b" ", [header], TRIAL).answer is Answer.FAILS


def test_the_earliest_of_two_blocks_counts(made):
    _, proof, header = made
    root = parse(header).root
    later = mined(root, at=int(parse(header).time.timestamp()) + 9 * HOUR)
    assert verify(proof, DATA, [later, header], TRIAL).stated == parse(header).time


def lies(root):
    """What a lying node could give for a root, and the words of the refusal."""
    now = int(datetime.now(UTC).timestamp())
    yield "another root", mined(b"\1" * 32), TRIAL, "another Merkle root"
    yield "no work", mined(root, good=False), TRIAL, "nobody mined it"
    yield "made up cheaply", mined(root), MAINNET, "made up cheaply"
    yield "dated back into cheap years", mined(root, at=1_356_998_400), MAINNET, "before any case of this kind"
    hard = parse(mined(root))
    assert hard.difficulty < 1
    claimed = mined(root, bits=0x1702F128, good=False, at=now)
    yield "a hard target without the work", claimed, MAINNET, "nobody mined it"
    for bits in (0, 0x20800001, 0xFF7FFFFF, 0x01000000):
        yield f"target {bits:#x}", mined(root)[:72] + bits.to_bytes(4, "little") + b"\0" * 4, TRIAL, "target"
    yield "cut", mined(root)[:79], TRIAL, "80 bytes"
    yield "a page", b"<html>", TRIAL, "80 bytes"


def test_a_lying_node_is_not_believed(made):
    _, proof, header = made
    for name, lie, network, words in lies(parse(header).root):
        found = verify(proof, DATA, [lie], network)
        assert found.answer is Answer.FAILS, name
        assert words in found.reason, name
        if network is TRIAL:
            assert verify(proof, DATA, [lie, header], network).answer is Answer.HOLDS  # a lie beside it hides nothing


def test_sources_must_agree():
    one, two = mined(b"\1" * 32), mined(b"\2" * 32)
    assert agreed([("a", one), ("b", one)]) == one
    with pytest.raises(ValueError, match="different headers"):
        agreed([("a", one), ("b", two)])
    with pytest.raises(ValueError, match="two sources or more"):
        agreed([("a", one)])


# Blocks 420,000 and 552,955 of Bitcoin, and its first one: year, difficulty, header.
REAL = [
    (
        2016,
        213_398_925_331,
        "00000020cf60c99cd0d14181556d6db3238a6ca4eed31119c35b03030000000000000000"
        "fa0f9ea6c329b99b6d17576b73bc781267e566430aee747205b0acbca5238302552a8157fd260518b432bd82",
    ),
    (
        2018,
        5_646_403_851_534,
        "0000c020ebd39db57691780db16df1df28e9b129a7c07c7225651e000000000000000000"
        "19a0368be5061871be3929e11b0e13de2c5f34e45310ca2798ebe14783413252"
        "12150b5c7cd931175507350b",
    ),
    (
        2009,
        1,
        "01000000"
        + "00" * 32
        + "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c",
    ),
]


@pytest.mark.parametrize(("year", "difficulty", "text"), REAL)
def test_real_headers_are_read_and_weighed(year, difficulty, text):
    data = bytes.fromhex(text)
    header = parse(data)
    assert (header.time.year, int(header.difficulty)) == (year, difficulty)
    then = Network(name="Bitcoin", floors=((year, difficulty / 2),))
    assert judge(data, header.root, then).answer is Answer.HOLDS
    assert judge(data, header.root, Network(name="Bitcoin", floors=((year, difficulty * 2),))).answer is Answer.FAILS
    assert judge(data, header.root, MAINNET).answer is Answer.FAILS  # from before any case
    for place in range(len(data)):  # no bit of it can be changed: time, root and target are all under the work
        spoiled = bytearray(data)
        spoiled[place] ^= 1
        assert judge(bytes(spoiled), header.root, then).answer is Answer.FAILS


def test_no_byte_of_a_proof_can_be_flipped(made):
    """Left are bytes of promises, which prove nothing: the calendar's address and its tag's payload."""
    _, proof, header = made
    (promise,) = waiting(proof)
    start_of_promise = proof.index(bytes.fromhex("83dfe30d2ef90c8e"))
    promised = range(start_of_promise, start_of_promise + 10 + len(promise.url))
    for place in range(len(proof)):
        for bit in (0, 5):
            spoiled = bytearray(proof)
            spoiled[place] ^= 1 << bit
            holds = verify(bytes(spoiled), DATA, [header], TRIAL).answer is Answer.HOLDS
            assert not holds or place in promised or _height_only(proof, place), place


def _height_only(proof, place):
    """The height is a hint where to look for the header; the root and the work decide."""
    tag = proof.index(bytes.fromhex("0588960d73d71901"))
    return tag + 9 <= place < tag + 12


def test_attestations_of_later_kinds_are_kept_byte_for_byte():
    calendar = Calendar()
    begun = start(DATA)
    stamp = Timestamp(begun.commitment)
    stamp.attestations.add(UNKNOWN)
    calendar.digest(begun.commitment)
    end = stamp.ops.add(OpSHA256())
    end.attestations.add(next(iter(_promise(calendar))))
    pending = begun.with_answer(written(stamp))
    calendar.promised = end.msg
    header = calendar.into_block(7)
    (promise,) = waiting(pending)
    proof = complete(pending, promise, calendar.timestamp(promise.commitment))
    assert UNKNOWN.payload in proof
    assert verify(proof, DATA, [header], TRIAL).answer is Answer.HOLDS


def _promise(calendar):
    from opentimestamps.core.notary import PendingAttestation

    return {PendingAttestation(calendar.url)}


def test_an_operation_of_a_later_version_is_not_verifiable_and_is_left_alone(made):
    header = made[2]
    begun = start(DATA)
    later = begun.head + b"\x42" + b"an operation of a later year"
    assert verify(later, DATA, [header], TRIAL).answer is Answer.NOT_VERIFIABLE
    with pytest.raises(ValueError, match="Unknown operation"):
        begun.with_answer(b"\x42...")


def test_a_proof_that_would_lose_something_is_left_alone(made):
    """The library drops the first of two branches by the same operation; such a proof is never written anew."""
    begun = start(DATA)
    calendar = Calendar()
    branch = calendar.digest(begun.commitment)
    doubled = begun.with_answer(b"\xff" + branch + branch)
    (promise,) = waiting(doubled)
    calendar.into_block(8)
    with pytest.raises(ValueError, match="left alone"):
        complete(doubled, promise, calendar.timestamp(promise.commitment))


@pytest.mark.parametrize("answer", [b"", b"<html>", b"\0" * 40, b"\xf0" * 300, b"\x08" * 300, b"\0" * 20_000])
def test_what_is_no_answer_is_not_kept(made, answer):
    pending = made[0]
    begun = start(DATA)
    with pytest.raises(ValueError, match=r"."):
        begun.with_answer(answer)
    with pytest.raises(ValueError, match=r"."):
        complete(pending, waiting(pending)[0], answer)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_spoiled_proofs_are_answered_and_never_break_the_reader(made, data):
    proof = bytearray(data.draw(st.sampled_from(made[:2])))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(proof)))
        proof[place : place + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=30))
    found = verify(bytes(proof), DATA, [made[2]], TRIAL)
    if found.answer is Answer.HOLDS:
        assert read(bytes(proof)).file_digest == start(DATA).head[-51:-19]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_answered(data, headed):
    whole = start(DATA).head + data if headed else data
    assert verify(whole, DATA, [mined(b"\1" * 32)], TRIAL).answer is not Answer.HOLDS


def test_a_proof_has_a_bound():
    assert verify(b"\0" * (LARGEST + 1), DATA).answer is Answer.FAILS


def test_each_of_many_headers_is_judged_once(made, monkeypatch):
    """A stranger's case may keep thousands of headers for a proof that leads to thousands of blocks."""
    _, proof, good = made
    calls: list[bytes] = []
    monkeypatch.setattr(header, "judge", lambda data, *rest: calls.append(data) or judge(data, *rest))
    others = [mined(number.to_bytes(32, "big")) for number in range(1, 20)]
    found = verify(proof, DATA, [*others, good], TRIAL)
    assert (found.answer, calls) == (Answer.HOLDS, [good])
    assert verify(proof, DATA, others, TRIAL).answer is Answer.FAILS
