"""Replay: judgements applied to claims."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from link.invented import MAY, MIRVELD, Item, Pool, judged, on, people

from isnad.records.claim import Casualties, Claim, Stance
from isnad.records.judgement import Decision, Judgement
from isnad.records.replay import apply, corrected

POOL = Pool(
    Item("one", "Kesmar Post", MAY[3])
    .counts("Nine died.", people(9), where=MIRVELD, when=on(MAY[3]))
    .counts("Two were hurt.", people(2))
)
NINE, TWO = POOL.claims


def low(claim: Claim) -> int | None:
    assert isinstance(claim.content, Casualties)
    return claim.content.counts[0].low


def test_a_rejection_is_taken_back_by_a_later_acceptance_only() -> None:
    reject, accept = judged(Decision.REJECT, NINE, hour=2), judged(Decision.ACCEPT, NINE, hour=3)
    assert apply(POOL.claims, [reject])[0] == (TWO,)
    assert apply(POOL.claims, [accept, reject])[0] == (NINE, TWO)
    assert apply(POOL.claims, [judged(Decision.ACCEPT, NINE, hour=1), reject])[0] == (TWO,)


def test_a_correction_keeps_id_and_quote() -> None:
    fix = judged(Decision.CORRECT, NINE, field="content.counts.0.low", value="8")
    (claim, _), problems = apply(POOL.claims, [fix])
    assert (low(claim), claim.id, claim.quote, problems) == (8, NINE.id, NINE.quote, ())


def test_a_field_at_its_default_can_be_corrected() -> None:
    assert corrected(NINE, "event", "2").event == 2
    assert corrected(NINE, "stance", '"hedged"').stance is Stance.HEDGED
    where = corrected(NINE, "where.name", '"Mirvelden"').where
    assert where is not None
    assert where.name == "Mirvelden"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("quote.text", '"Eight died."'),
        ("id", '"x"'),
        ("nothing", "1"),
        ("content.counts.7.low", "1"),
        ("content.counts.0.low", '"many"'),
        ("content.counts.0.low", "99"),
        ("content.counts.0.low", "not json"),
        ("", "1"),
        ("stance", '"sure"'),
    ],
)
def test_what_cannot_be_followed_is_a_problem_and_changes_nothing(field: str, value: str) -> None:
    claims, problems = apply(POOL.claims, [judged(Decision.CORRECT, NINE, field=field, value=value)])
    assert claims == tuple(POOL.claims)
    assert len(problems) == 1
    assert problems[0].todo


@given(st.lists(st.sampled_from((Decision.REJECT, Decision.ACCEPT, Decision.CORRECT)), max_size=6), st.randoms())
def test_replay_is_idempotent_and_goes_by_time(decisions: list[Decision], chance: object) -> None:
    judgements: list[Judgement] = [
        judged(d, NINE, hour=n, field="content.counts.0.low", value=str(n)) for n, d in enumerate(decisions)
    ]
    once = apply(POOL.claims, judgements)[0]
    assert apply(once, judgements)[0] == once
    chance.shuffle(judgements)  # type: ignore[attr-defined]
    assert apply(POOL.claims, judgements)[0] == once
