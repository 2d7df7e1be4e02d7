"""Judging: a judgement without a name, a reason or a subject is refused in the same words by all, and is not kept."""

import pytest

from isnad.casebook import Casebook, new_casebook
from isnad.judging import judge, judgement
from isnad.preserve.trouble import Trouble
from isnad.records.judgement import Decision


def test_a_judgement_is_kept_under_its_name(tmp_path):
    book = new_casebook(tmp_path / "case")
    made = judge(book, Decision.REJECT, ["a"], by="Bo", why="misread", asked="judge")
    assert made.id
    assert Casebook(tmp_path / "case").judgements == (made,)


@pytest.mark.parametrize(
    ("decision", "given"),
    [
        (Decision.REJECT, {"subjects": ["a"], "by": " ", "why": "x"}),
        (Decision.REJECT, {"subjects": ["a"], "by": "Bo", "why": ""}),
        (Decision.REJECT, {"subjects": [], "by": "Bo", "why": "x"}),
        (Decision.SAME, {"subjects": ["a", "a"], "by": "Bo", "why": "x"}),
    ],
)
def test_what_is_no_judgement_is_refused_and_not_kept(tmp_path, decision, given):
    book = new_casebook(tmp_path / "case")
    with pytest.raises(Trouble, match="This cannot be judged so"):
        judge(book, decision, given.pop("subjects"), **given, asked="judge")
    assert Casebook(tmp_path / "case").judgements == ()


def test_a_judgement_may_be_made_without_being_kept():
    assert judgement(Decision.ACCEPT, ["a"], by="Bo", why="read again").id == ""
