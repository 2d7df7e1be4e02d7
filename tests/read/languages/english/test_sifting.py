"""What only the whole report can tell of an allegation: that it is said again, or only sets the scene."""

import pytest
from read.languages.english.world import report_of, tables

from isnad.read.languages.english import English
from isnad.records.claim import Relation, Responsibility


def _blamed(text: str) -> list[tuple[str, tuple[str, ...]]]:
    claims = English().read(report_of(text), tables())
    return [
        (claim.quote.text, claim.chain.names)
        for claim in claims
        if isinstance(claim.content, Responsibility) and claim.content.relation is Relation.ALLEGES
    ]


def test_a_headline_yields_to_the_text():
    text = "Nine killed in Orvanian air strike on Dolmir\nThe raid on Dolmir was carried out by Orvanian planes."
    assert [quote for quote, _ in _blamed(text)] == ["carried out by Orvanian planes"]


def test_the_same_voice_alleges_once():
    text = (
        "Orvanian planes bombed the mill in Dolmir, Lena Hald said. Nine people were killed in the raid. "
        "Orvanian planes bombed the mill, Lena Hald said again."
    )
    assert [names for _, names in _blamed(text)] == [("Lena Hald",)]


def test_two_voices_allege_twice():
    text = "Orvanian planes bombed the mill in Dolmir, Lena Hald said. Orvanian planes bombed the mill, Ivo Tamm said."
    assert [names for _, names in _blamed(text)] == [("Lena Hald",), ("Ivo Tamm",)]


def test_a_voice_without_a_name_yields_to_the_one_that_is_named_next():
    text = "Orvanian planes bombed the mill, activists said.\nOrvanian planes bombed the mill, the Dolmir Monitor said."
    assert [names for _, names in _blamed(text)] == [("Dolmir Monitor",)]


@pytest.mark.parametrize(
    "text",
    [
        "Nine people died in Dolmir on Tuesday. Raids by the Varlani army have drawn protests.",
        "Nine people died in Dolmir on Tuesday. Anger at Orvanian air strikes has grown.",
    ],
)
def test_attacks_in_general_set_the_scene(text):
    assert _blamed(text) == []


def test_neither_confirming_nor_denying_concedes_nothing():
    text = "The Harbour Pact could neither confirm nor deny that its aircraft had bombed Dolmir."
    claims = English().read(report_of(text), tables())
    assert [c.content.relation for c in claims if isinstance(c.content, Responsibility)] == [Relation.SPEAKS_OF]
