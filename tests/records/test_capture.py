"""Captures and chains and judgements: what cannot be made."""

from dataclasses import replace

import pytest
import strategies as some
from hypothesis import given
from hypothesis import strategies as st

from isnad.records.capture import digest_of
from isnad.records.chain import Chain, NarratorKind
from isnad.records.judgement import Decision
from isnad.records.problem import Problem


@given(st.binary(), st.binary())
def test_a_digest_tells_bytes_apart(one, other):
    assert (digest_of(one) == digest_of(other)) == (one == other)


def test_a_digest_is_sha_256():
    # FIPS 180-4's example of one block
    assert digest_of(b"abc") == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@given(some.captures, st.sampled_from(["", "sha256:", "sha256:" + "g" * 64, "md5:" + "0" * 64, "sha256:" + "0" * 63]))
def test_a_capture_without_a_digest_cannot_be_made(capture, digest):
    with pytest.raises(ValueError, match="SHA-256"):
        replace(capture, digest=digest)


@given(some.captures, st.integers(max_value=-1))
def test_a_capture_of_negative_size_cannot_be_made(capture, size):
    with pytest.raises(ValueError, match="size"):
        replace(capture, size=size)


@given(some.chains)
def test_the_root_is_the_last_link(chain):
    assert chain.root == (chain.links[-1].narrator if chain.links else None)
    assert len(chain.names) == len(chain.links)


def test_no_links_and_not_open_is_the_reports_own_voice():
    assert Chain().root is None
    assert not Chain().open


@given(some.narrators)
def test_a_voice_one_could_ask_again_is_named(narrator):
    assert narrator.named == (narrator.kind not in (NarratorKind.COLLECTIVE, NarratorKind.ANONYMOUS))


@given(some.judgements, st.sampled_from(["", " ", "\n"]))
def test_a_judgement_needs_a_name_and_a_reason(judgement, blank):
    for field in ("by", "why"):
        with pytest.raises(ValueError, match="a name and a reason"):
            replace(judgement, **{field: blank})


@given(some.judgements, st.sampled_from([Decision.SAME, Decision.DIFFERENT]))
def test_same_and_different_need_two_claims(judgement, decision):
    only = judgement.subjects[:1]
    with pytest.raises(ValueError, match="needs 2 different claims"):
        replace(judgement, decision=decision, subjects=only * 2)


def test_a_problem_reads_as_one_line():
    problem = Problem(what="It is empty.", where="a.txt", todo="Add it again.")
    assert str(problem) == "error: a.txt: It is empty. Add it again."
