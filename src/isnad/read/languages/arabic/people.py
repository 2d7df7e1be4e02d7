"""Noun phrases that count people: "3 مدنيين", "طفلتان", "رجل و4 أطفال", "7 أشخاص بينهم امرأة".

What may live here: from a place in a sentence to the Count that stands there. What befell them is told by the words
around it, in casualties.py. Grammar: Wright I §§ 299-304 (dual, sound plurals), 318-336 (numerals).
"""

from dataclasses import dataclass, replace

from isnad.read.languages.arabic.lexicon import Lexicon, Sense
from isnad.read.languages.arabic.numbers import Amount, amount
from isnad.read.languages.arabic.tokens import Token
from isnad.records.claim import Count, Outcome, Status

_QUOTES = frozenset("\"'“”«»‘’‹›()[]{}/*-–")
_BESIDE_VICTIMS = ("civilians", "children", "women", "fighters")  # "جرحى مدنيون", "قتلى عسكريون"
_NO_SENSE, _HELD = Sense("", None), Outcome.DETAINED
TEN = 10  # the most that stands behind a plural
LONGEST_NAME = 8  # tokens of a person's name, quotation marks and age


@dataclass(frozen=True, slots=True)
class Kind:
    """Of what kind the people last counted were; "others" are of that kind."""

    group: str = "people"
    status: Status = Status.UNDETERMINED


@dataclass(frozen=True, slots=True)
class People:
    """The counts at tokens ``first:last`` (last is the one after the last counted noun)."""

    counts: tuple[Count, ...]
    first: int
    last: int
    named: bool = False

    @property
    def kind(self) -> Kind:
        """The kind of the first count."""
        return Kind(self.counts[0].group, self.counts[0].status)


def _word(tokens: list[Token], i: int) -> Token | None:
    return tokens[i] if 0 <= i < len(tokens) else None


def _range(number: str, plural: tuple[int, int | None]) -> tuple[int | None, int | None, tuple[int, int | None] | None]:
    """low, high and convention of a noun without a number, from its grammatical number."""
    if number == "singular":
        return 1, 1, None
    if number == "dual":
        return 2, 2, None
    if number == "both":  # "مدنيين": the dual and the plural are written alike, and both are two at least
        return 2, None, None
    return None, None, plural


class Reader:
    """Reads people in one sentence."""

    def __init__(self, tokens: list[Token], lexicon: Lexicon, text: str) -> None:
        self.tokens, self.text = tokens, text
        low, high = lexicon.data["vague"]["plural"]
        self.plural: tuple[int, int | None] = (low, high or None)

    def words(self, first: int, last: int) -> str:
        """The folded words of tokens ``first:last``."""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def at(self, i: int, outcome: Outcome, before: Kind, *, bare: bool = True) -> People | None:
        """The people counted from token i on, joined ones and parts included.

        ``bare`` allows a number with no noun. ``before`` is the kind that "others" are of.
        """
        one = self._one(i, outcome, before, bare)
        if one is None:
            return None
        counts, kind, last, named = [one.counts[0]], one.kind, one.last, one.named
        parts_at = self._parts_start(last)
        if parts_at:
            parts, last = self._list(parts_at, outcome, kind, last)
            counts[0] = replace(counts[0], parts=parts)
        else:
            joined, last = self._joined(last, outcome, kind)
            counts += [each.counts[0] for each in joined[self._told_again(one, joined) :]]
        return People((self._whole(counts, i, last),), i, last, named)

    def _whole(self, counts: list[Count], first: int, last: int) -> Count:
        """Joined counts of one outcome as one whole with its parts."""
        if len(counts) == 1:
            return replace(counts[0], words=counts[0].words or self.words(first, last))
        groups = {c.group for c in counts}
        statuses = {c.status for c in counts}
        stated = all(c.numbered for c in counts)
        bounded = stated and all(c.high is not None for c in counts)
        return Count(
            outcome=counts[0].outcome,
            low=sum(c.low or 0 for c in counts) if stated else None,
            high=sum(c.high or 0 for c in counts) if bounded else None,
            group=groups.pop() if len(groups) == 1 else "people",
            status=statuses.pop() if len(statuses) == 1 else Status.UNDETERMINED,
            words=self.words(first, last),
            convention=None if stated else (sum(c.low or (c.convention or (1, None))[0] for c in counts), None),
            parts=tuple(counts),
        )

    def _told_again(self, one: People, joined: list[People]) -> int:
        """How many of those joined are the rest of the first, by their names: "الشابان فلان وفلان"."""
        count, more = one.counts[0], 0
        if not one.named or count.low != count.high or not joined or joined[0].first <= one.last:
            return 0
        while more < min(len(joined), (count.low or 1) - 1) and joined[more].named:
            more += 1
        return more

    def _joined(self, last: int, outcome: Outcome, kind: Kind) -> tuple[list[People], int]:
        """Further people joined by و, across a name: "الطفل فلان والطفلة فلانة"."""
        found: list[People] = []
        while True:
            i = self._next_joined(last)
            one = self._one(i, outcome, kind, False) if i is not None and self._same(i, outcome) else None
            if one is None or i is None or self._has_own_verb(one.last):
                return found, last
            found.append(one)
            last = one.last

    def _same(self, i: int, outcome: Outcome) -> bool:
        """Whether no other outcome begins at i or right after the number there ("ونحو 3 جرحى")."""
        found = amount(self.tokens, i)
        for k, token in enumerate(self.tokens[i : max(i + 2, found.last + 1 if found else 0)]):
            victim, harm = token.senses.get("victim"), token.senses.get("befalls")
            if k and "و" in (victim or harm or _NO_SENSE).prefix:
                break  # "وطفلها وإصابة زوجها": the next outcome has people of its own
            if (victim and victim.value[0] != outcome) or harm or ("held" in token.senses and outcome is not _HELD):
                return False
        return True

    def _has_own_verb(self, i: int) -> bool:
        """Whether the people before i have a verb of their own ("وطفلان أصيبا")."""
        token = _word(self.tokens, i)
        return token is not None and "befell" in token.senses and not token.senses["befell"].prefix

    def _next_joined(self, last: int) -> int | None:
        """Where "و" + people begins at ``last`` or after a name; None where it does not."""
        stop = min(len(self.tokens), last + LONGEST_NAME)
        for j in range(last, stop):
            token = self.tokens[j]
            if token.text in ("و", "بالاضافه", "،") and j + 1 < len(self.tokens):
                following = self.tokens[j + 1]
                if token.text == "و" and (following.number or following.text in _QUOTES):
                    return j + 1
                if token.text == "،" and "و" in self._prefix(following):
                    continue
                return None
            if "و" in self._prefix(token):
                return j
            if not self._in_name(token):
                return None
        return None

    def _prefix(self, token: Token) -> str:
        """What is written onto a word for people or a number."""
        for kind in ("person", "others", "number", "vague", "victim", "low_before", "low_above", "near", "given"):
            sense = token.senses.get(kind)
            if sense and sense.prefix in ("و", "ف"):
                return sense.prefix
        return ""

    @staticmethod
    def _in_name(token: Token) -> bool:
        """Whether the token may belong to a name or age that follows a noun."""
        if token.text in _QUOTES or "after_people" in token.senses or "given" in token.senses:
            return True
        return token.word and not token.senses and "after_number" not in token.senses

    def _parts_start(self, last: int) -> int | None:
        """The token after "بينهم" and its like, where one follows."""
        for j in range(last, min(len(self.tokens), last + 5)):
            token = self.tokens[j]
            sense = token.senses.get("parts")
            if sense:
                after = j + sense.length
                while after < len(self.tokens) and self.tokens[after].text in ("من", "كل", ":"):
                    after += 1
                return after
            if (
                token.text in ("(", ":")
                and j + 1 < len(self.tokens)
                and ("person" in self.tokens[j + 1].senses or self.tokens[j + 1].number)
            ):
                inner = self._one(j + 1, Outcome.KILLED, Kind(), False)
                return j + 1 if inner and not inner.named else None
            if token.text not in ("،", ",", "-", ")") and not self._in_name(token) and token.text != "من":
                return None
        return None

    def _list(self, i: int, outcome: Outcome, kind: Kind, last: int) -> tuple[tuple[Count, ...], int]:
        """A list of people from i on; ``last`` stands where there is none."""
        one = self._one(i, outcome, kind, False)
        if one is None:
            return (), last
        joined, end = self._joined(one.last, outcome, one.kind)
        return (one.counts[0], *(each.counts[0] for each in joined)), end

    def _one(self, i: int, outcome: Outcome, before: Kind, bare: bool) -> People | None:
        """One count with no joined ones."""
        token = _word(self.tokens, i)
        if token is None:
            return None
        one_of = self._one_of(i, outcome) if "one_of" in token.senses and self._person(i + 1) else None
        if one_of is not None:
            return one_of
        found = amount(self.tokens, i)
        if found is not None:
            return self._numbered(found, outcome, before, bare)
        if "person" in token.senses:
            return self._noun(i, outcome)
        if "victim" in token.senses and not token.senses["victim"].definite:
            number = token.value("victim")[1]
            low, high, convention = _range(number, self.plural)
            group, status, last = self._adjective(i + 1)
            return self._made(
                Count(outcome=outcome, low=low, high=high, group=group, status=status, convention=convention), i, last
            )
        if "others" in token.senses:
            low, high, convention = _range(token.value("others"), self.plural)
            return self._made(
                Count(
                    outcome=outcome, low=low, high=high, group=before.group, status=before.status, convention=convention
                ),
                i,
                i + 1,
            )
        return self._name(i, outcome)

    def _made(self, count: Count, first: int, last: int, named: bool = False) -> People:
        return People((replace(count, words=self.words(first, last)),), first, last, named)

    def _one_of(self, i: int, outcome: Outcome) -> People | None:
        """One of them: "أحد عناصر ..."."""
        person = self.tokens[i + 1].senses.get("person")
        if person is None:
            return None
        group, status, _ = person.value
        return self._made(Count(outcome=outcome, low=1, high=1, group=group, status=Status(status)), i, i + 2)

    def _numbered(self, found: Amount, outcome: Outcome, before: Kind, bare: bool) -> People | None:
        j, low, high = found.last, found.low, found.high
        token = _word(self.tokens, j)
        if token is not None and token.text == "من" and self._person(j + 1):
            j, token = j + 1, _word(self.tokens, j + 1)
        group, status, last = "people", Status.UNDETERMINED, found.last
        if token is not None and "person" in token.senses and "و" not in token.senses["person"].prefix:
            group, status, last = self._described(j)
        elif token is not None and "others" in token.senses:
            group, status, last = before.group, before.status, j + 1
        elif token is not None and "victim" in token.senses and not token.senses["victim"].prefix:
            group, status, last = self._adjective(j + 1)
        elif not bare or not self._ends_number(token) or (found.vague and not self._alone(found)):
            return None
        while (
            (token := _word(self.tokens, last)) is not None
            and "others" in token.senses
            and not token.senses["others"].prefix
        ):
            last += 1
        if token is not None and "low_after" in token.senses:
            high, last = None, last + token.senses["low_after"].length
        count = Count(outcome=outcome, low=low, high=high, group=group, status=status, convention=found.vague)
        return self._made(count, found.first, last)

    def _alone(self, found: Amount) -> bool:
        """Whether a word for a number stands for people by itself, as "العشرات" does and "عشرات" does not."""
        sense = self.tokens[found.last - 1].senses.get("vague")
        return sense is not None and sense.definite

    def _person(self, i: int) -> bool:
        token = _word(self.tokens, i)
        return token is not None and "person" in token.senses

    @staticmethod
    def _ends_number(token: Token | None) -> bool:
        """Whether a number may stand for people where this token follows it."""
        if token is None or "after_number" in token.senses or token.text == "و":
            return True
        if not (token.word or token.number or token.text in "%/:-."):
            return True
        if "victim" in token.senses and token.senses["victim"].prefix == "و":
            return True
        return any(k in token.senses for k in ("befell", "befalls", "after_people", "parts", "place_before", "cause"))

    def _adjective(self, i: int) -> tuple[str, Status, int]:
        """Group and status that a noun beside "قتلى" or "جرحى" gives them ("جرحى مدنيون")."""
        sense = self.tokens[i].senses.get("person") if i < len(self.tokens) else None
        if sense is None or sense.prefix or sense.value[0] not in _BESIDE_VICTIMS:
            return "people", Status.UNDETERMINED, i
        return sense.value[0], Status(sense.value[1]), i + 1

    def _described(self, j: int) -> tuple[str, Status, int]:
        """Group and status of the noun at j with a second noun that describes it ("أشخاص مدنيين")."""
        sense = self.tokens[j].senses["person"]
        group, status, last = sense.value[0], Status(sense.value[1]), j + sense.length
        described = _word(self.tokens, last)
        if described is not None and "person" in described.senses and not described.senses["person"].prefix:
            other, its_status, _ = described.value("person")
            if other in ("civilians", "displaced people", "fighters"):
                status = Status(its_status)
                return (other if group == "people" else group), status, last + 1
        return group, status, last

    def _noun(self, i: int, outcome: Outcome) -> People | None:
        """A noun without a number before it; the generic "المدنيين" is no count."""
        sense = self.tokens[i].senses["person"]
        number = sense.value[2]
        if sense.definite and number in ("plural", "both"):
            return None
        group, status, last = self._described(i)
        low, high, convention = _range(number, self.plural)
        token = _word(self.tokens, last)
        if token is not None and self._numbers(token, number == "plural"):
            low = high = token.value("number")
            last, convention = last + 1, None
        elif token is not None and "others" in token.senses and not token.senses["others"].prefix:
            last += 1
        return self._made(
            Count(outcome=outcome, low=low, high=high, group=group, status=status, convention=convention),
            i,
            last,
            sense.definite,
        )

    @staticmethod
    def _numbers(token: Token, several: bool) -> bool:
        """Whether a number tells how many those before it are: "رجل واحد", and of several "أطفالها الثلاثة"."""
        sense = token.senses.get("number")
        if sense is None or sense.prefix:
            return False
        return sense.value in (1, 2) or (several and sense.definite and sense.value <= TEN)

    def _name(self, i: int, outcome: Outcome) -> People | None:
        """A person named with nothing before the name; one, and one more for every "و" + given name."""
        j = i
        while (token := _word(self.tokens, j)) is not None and token.text in _QUOTES:
            j += 1
        if token is None or "given" not in token.senses or token.senses["given"].prefix not in ("", "و", "ل", "ب"):
            return None
        people, last = 1, j + 1
        while last < len(self.tokens) and last - i < 4 * LONGEST_NAME:
            token = self.tokens[last]
            given = token.senses.get("given")
            if given and given.prefix == "و" and token.text != "و":
                people += 1
            elif not self._in_name(token):
                break
            last += 1
        while last > j + 1 and self.tokens[last - 1].text in _QUOTES:
            last -= 1
        return self._made(Count(outcome=outcome, low=people, high=people), i, last, True)
