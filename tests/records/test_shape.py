"""Shape: what a field takes, in words."""

import pytest
from link.invented import MAY, MIRVELD, Item, Pool, on, people

from isnad.records.replay import corrected
from isnad.records.shape import shape_at

POOL = Pool(
    Item("one", "Kesmar Post", MAY[3]).counts("Nine died.", people(9), where=MIRVELD, when=on(MAY[3])),
)
(NINE,) = POOL.claims
TAKES = {
    "content.counts.0.low": "a whole number such as 17, or null",
    "content.counts.0.group": "text such as women",
    "content.counts.0.outcome": "one of killed, injured, missing, trapped, detained, displaced",
    "content.counts.0.convention": "a list in JSON such as [17, 20], or null",
    "content.counts.0.convention.1": "a whole number such as 17, or null",
    "stance": "one of asserted, hedged, conditional, denied, questioned, noncommittal",
    "where.latitude": "a number such as 35.5, or null",
    "when.start": "a time such as 2021-03-02T00:00:00+00:00",
    "because": 'a list in JSON such as ["one", "two"]',
    "content.counts.0.nothing": "",
    "stance.low": "",
    "content.counts.x": "",
}


@pytest.mark.parametrize(("field", "words"), TAKES.items())
def test_a_field_says_what_it_takes(field, words):
    assert shape_at(NINE, field.split(".")) == words


@pytest.mark.parametrize(
    "field", [field for field, words in TAKES.items() if words and "text" not in words and field[-1] != "1"]
)
def test_a_value_that_does_not_fit_is_told_what_would(field):
    with pytest.raises(ValueError, match="which takes") as told:
        corrected(NINE, field, '"abc"')
    assert f'"abc" does not fit {field}, which takes {TAKES[field]}' in str(told.value)
    assert "sub-exception" not in str(told.value)


@pytest.mark.parametrize("field", ["content.parties", "stance.low", "where.nothing", "content.counts.0.nothing"])
def test_a_field_that_is_not_there_is_not_taken_in_silence(field):
    with pytest.raises(ValueError, match="leads nowhere"):
        corrected(NINE, field, '"abc"')
