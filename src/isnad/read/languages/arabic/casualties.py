"""Sentences of harm: who was counted, and what befell them.

What may live here: how a word of killing or wounding takes the people it counts. Counting itself is in people.py.
Each rule is named in ``Harm.rule``; the words come from arabic.toml.
"""

from dataclasses import dataclass, replace

from isnad.read.languages.arabic.corrections import COME_TO, REPLACED
from isnad.read.languages.arabic.denying import denier
from isnad.read.languages.arabic.lexicon import Lexicon
from isnad.read.languages.arabic.numbers import amount, cardinal
from isnad.read.languages.arabic.people import Kind, People, Reader
from isnad.read.languages.arabic.tokens import Token
from isnad.read.languages.arabic.tolls import total_at
from isnad.records.claim import Count, Outcome

REACH = 8  # tokens between a verb and the people it counts, all of them words that may stand there
BACK = 10  # tokens looked back over for the subject of a verb
LONGEST_SUBJECT = 30  # tokens between "أن" and the verb of the one it tells of
_SEARCH = frozenset(("بحث", "البحث", "بالبحث", "للبحث", "والبحث", "تبحث", "يبحث", "يبحثون", "بحثا"))
_TELLING = frozenset(("befell", "befalls", "fells", "victim", "does", "says"))
LOOK_FOR_NEED = 5  # tokens after the people in which "حياتهم" is looked for
_PASSED = frozenset("،,\"'“”«»()-–:‹›/*")


@dataclass(frozen=True, slots=True)
class Harm:
    """Counts read at tokens ``first:last`` by a rule."""

    counts: tuple[Count, ...]
    first: int
    last: int
    rule: str


class Harms:
    """Reads the harms of one sentence. ``parties`` are the token indices a party's name covers."""

    def __init__(self, tokens: list[Token], lexicon: Lexicon, text: str, parties: frozenset[int], before: Kind) -> None:
        self.tokens, self.parties, self.before = tokens, parties, before
        self.people = Reader(tokens, lexicon, text)
        self.needs = lexicon.needs
        self.waiting: dict[int, Harm] = {}
        self.victims = any("victim" in t.senses or self._cases(k) for k, t in enumerate(tokens))

    def read(self) -> list[Harm]:
        """All harms in order, joined where only "و" stands between."""
        found: list[Harm] = []
        i = 0
        while i < len(self.tokens):
            harm = self._at(i)
            if harm is None or (found and harm.first < found[-1].last):
                i += 1
                continue
            found.append(harm)
            i = max(harm.last, i + 1)
        return _joined(found, self.tokens)

    def _at(self, i: int) -> Harm | None:
        senses = self.tokens[i].senses
        if i in self.waiting:
            return self.waiting[i]
        if "toll" in senses:
            revised = self._revised(i)
            if revised:
                return revised
        if "totals" in senses:
            total = total_at(self.tokens, self.people, i)
            if total:
                return Harm(total[0], i, total[1], COME_TO)
        if "lives" in senses:
            lives = self._lives(i)
            if lives:
                return lives
        if "among" in senses:
            among = self._among(i)
            if among:
                return among
        if "befalls" in senses or "befell" in senses or "fells" in senses:
            harm = self._headed(i)
            if harm:
                return harm
        return self._victims(i) if self.victims else None

    # "مقتل 3", "قتل مدنيان", "يقتل شابا"

    def _headed(self, i: int) -> Harm | None:
        sense = self._head(i)
        if sense is None:
            return None
        outcome, after, kind = sense
        if kind == "befalls" and denier(self.tokens, i) is not None:
            return self._none(i, outcome, after)
        second = self._head(after)
        if (
            second
            and second[0] is not outcome
            and not (kind == "befell" and self._subject(i, outcome))
            and self.tokens[after].senses[second[2]].prefix == "و"
        ):
            both = self._people(second[1], outcome, kind)
            if both and "others" in self.tokens[both.last - 1].senses and both.last - both.first == 1:
                return None  # "قضى وأصيب آخرون": the first verb has a subject of its own
            return self._both(both, (outcome, second[0]), i) if both else None
        people = self._people(after, outcome, kind)
        rule = {"befalls": "noun of harm", "befell": "verb of harm", "fells": "verb that harms"}[kind]
        if people is None and "befell" in self.tokens[i].senses:  # "قتل" is written alike as noun and as verb
            people = self._subject(i, outcome) or self._told_of(i, outcome)
            if people is not None and kind == "befalls" and not self._after_that(people.first):
                return None
            if people is not None and self.tokens[i].text.endswith("وا") and people.counts[0].high == 1:
                return None  # a plural verb does not agree with one person
            end = self._fulfilled(i, i, after)
            if people is None or end is None:
                return None
            self.before = people.kind
            return Harm(people.counts, people.first, end, "subject before its verb")
        end = self._fulfilled(i, after, people.last) if people else None
        if people is None or end is None:
            return None
        self.before = people.kind
        return Harm(people.counts, i, end, rule)

    def _head(self, i: int) -> tuple[Outcome, int, str] | None:
        """(outcome, next token, kind of word) of a head at i."""
        if i >= len(self.tokens):
            return None
        for kind in ("befalls", "befell", "fells"):
            sense = self.tokens[i].senses.get(kind)
            if sense and not (kind == "befalls" and sense.definite):
                return Outcome(sense.value), i + sense.length, kind
        return None

    def _people(self, i: int, outcome: Outcome, kind: str) -> People | None:
        """The people at i or after words that may stand between."""
        j = i
        while j < len(self.tokens) and j - i <= REACH:
            found = self.people.at(j, outcome, self.before)
            if found and not self._belongs_to_next(found, j - i, kind):
                return found
            if not self._may_pass(j):
                return None
            sense = next(
                (self.tokens[j].senses[k] for k in ("skips", "day", "daypart") if k in self.tokens[j].senses), None
            )
            j += sense.length if sense else 1
        return None

    def _belongs_to_next(self, found: People, gap: int, kind: str) -> bool:
        """A bare number after a gap is a date or a time ("قتل، 12 أيار")."""
        token = self.tokens[found.first]
        if not (token.number or "number" in token.senses):
            return False
        after = self.tokens[found.last] if found.last < len(self.tokens) else None
        return after is not None and (
            "month" in after.senses
            or after.text in "/-:"
            or (gap > 0 and found.last - found.first == 1 and kind != "befalls")
        )

    def _may_pass(self, j: int) -> bool:
        token = self.tokens[j]
        if token.text in _PASSED or j in self.parties:
            return True
        if token.number:
            return j + 1 < len(self.tokens) and (
                "month" in self.tokens[j + 1].senses
                or self.tokens[j + 1].text in "/-:"
                or "month" in self.tokens[j - 1].senses
            )
        return any(k in token.senses for k in ("skips", "day", "daypart", "weekday", "month", "place_bearing"))

    def _fulfilled(self, i: int, first: int, last: int) -> int | None:
        """The token after the "حياته", "حتفه" that "فقد", "لقي" and their like need; None where it is missing."""
        token = self.tokens[i]
        for sense in (token.senses[k] for k in ("befalls", "befell") if k in token.senses):
            bare = token.text[len(sense.prefix) :]
            wanted = self.needs.get((sense.value, bare))
            if wanted:
                near = range(first, min(len(self.tokens), last + LOOK_FOR_NEED))
                found = (k for k in near if self.tokens[k].text.removeprefix("ل").startswith(wanted))
                at = next(found, None)
                return None if at is None else max(last, at + 1)
        return last

    def _after_that(self, first: int) -> bool:
        """Whether "إن" or "أن" stands before, after which a subject goes before its verb (Wright II § 36)."""
        return first > 0 and self.tokens[first - 1].text in ("ان", "بان", "وان")

    def _subject(self, i: int, outcome: Outcome) -> People | None:
        """People that end right before the verb: "3 مدنيين قتلوا", "الشاب فلان ... قتل أثناء"."""
        token = self.tokens[i]
        if "و" in token.senses["befell"].prefix:
            return None
        for j in range(i - 1, max(-1, i - BACK), -1):
            if not (self.tokens[j].senses.keys() & {"person", "number", "vague"} or self.tokens[j].number):
                if self.tokens[j].text in ("،", ":") or self.tokens[j].senses.keys() & {
                    "befell",
                    "befalls",
                    "says",
                    "does",
                }:
                    return None
                continue
            counted = j > 0 and (
                self.tokens[j - 1].number
                or bool(self.tokens[j - 1].senses.keys() & {"number", "person", "vague", "one_of"})
            )
            found = self.people.at(j - 1, outcome, self.before, bare=False) if counted else None
            found = found or self.people.at(j, outcome, self.before, bare=False)
            if found is None or found.last > i:
                return None
            gap = range(found.last, i)
            near = all(
                k in self.parties or self.tokens[k].text in _PASSED or self.tokens[k].text in ("من", "قد") for k in gap
            )
            return found if found.named or near else None
        return None

    def _told_of(self, i: int, outcome: Outcome) -> People | None:
        """The one person whom "أن" begins to tell of, and what befell him after words on who he is: "أن المواطن فلان من
        أهالي قرية كذا، أصيب برصاصة"."""
        if self.tokens[i].senses["befell"].prefix:
            return None
        for k in range(i - 1, max(-1, i - LONGEST_SUBJECT), -1):
            if self.tokens[k].senses.keys() & _TELLING:
                return None
            if self._after_that(k + 1):
                person = self.tokens[k + 1].senses.get("person")
                one = person is not None and person.definite and person.value[2] == "singular"
                return self.people.at(k + 1, outcome, self.before, bare=False) if one else None
        return None

    # "3 شهداء", "قتيل و5 جرحى", "12 بين قتيل وجريح"

    def _victims(self, i: int) -> Harm | None:
        between = self._between(i)
        if between:
            return between
        found = amount(self.tokens, i)
        j = found.last if found else i
        if found and self._cases(j):
            count = Count(outcome=Outcome.INJURED, low=found.low, high=found.high, convention=found.vague)
            return Harm((replace(count, words=self.people.words(i, j + 1)),), i, j + 1, "counted victims")
        if j >= len(self.tokens) or "victim" not in self.tokens[j].senses:
            return None
        sense = self.tokens[j].senses["victim"]
        outcome, number = Outcome(sense.value[0]), sense.value[1]
        if found is None and outcome in (Outcome.KILLED, Outcome.INJURED) and self._searched_for(i):
            return None
        if found is None:
            told = self._told_victims(i, outcome) if sense.definite and number in ("plural", "both") else None
            if told:
                return told
            if denier(self.tokens, i) is not None:
                return self._none(i, outcome, i + sense.length)
            if (
                sense.definite
                or (number in ("plural", "both") and not self._happens(i))
                or (number == "singular" and not self._happens(i))
            ):
                return None
        elif (sense.prefix and found.last - found.first == 1 and "و" in sense.prefix) or (
            found.vague and sense.definite and "totals" in self.tokens[i].senses and j == i + 1
        ):
            return None  # "عدد القتلى" is what is counted and no count; "عدد من القتلى" is one
        people = self.people.at(i, outcome, Kind())
        if people is None:
            return None
        second = self.tokens[people.last].senses.get("victim") if people.last < len(self.tokens) else None
        if (
            found
            and found.low
            and second
            and second.prefix == "و"
            and second.value[1] != "dual"
            and second.value[0] != sense.value[0]
        ):
            return self._both(people, (outcome, Outcome(second.value[0])), i, people.last + 1)
        self.before = Kind()
        return Harm(people.counts, i, max(people.last, j + 1), "counted victims")

    def _told_victims(self, i: int, outcome: Outcome) -> Harm | None:
        """Victims named with the article, and then their number: "أن المصابين 3 مدنيين"."""
        j = i + 1 + (self.tokens[i + 1].text in ("هم", "وهم") if i + 1 < len(self.tokens) else 0)
        number = self.tokens[j].senses.get("number") if j < len(self.tokens) else None
        if j >= len(self.tokens) or not (self.tokens[j].number or (number and not number.definite)):
            return None  # "الإصابات الثلاثة" are some that were told of
        people = self.people.at(j, outcome, Kind(), bare=False)
        return Harm(people.counts, i, people.last, "victims and their number") if people else None

    def _cases(self, j: int) -> bool:
        """Whether wounds are counted at j for the wounded: "18 إصابة"."""
        sense = self.tokens[j].senses.get("befalls") if j < len(self.tokens) else None
        if sense is None or not j or sense.value != Outcome.INJURED or sense.prefix or sense.definite:
            return False
        return self.tokens[j - 1].number or bool(self.tokens[j - 1].senses.keys() & {"number", "vague"})

    def _between(self, i: int) -> Harm | None:
        """So many, of either: "12 شخصا بين قتيل وجريح"."""
        if not (self.tokens[i].number or "number" in self.tokens[i].senses):
            return None
        people = self.people.at(i, Outcome.KILLED, Kind())
        if people is None or people.last + 2 >= len(self.tokens) or "between" not in self.tokens[people.last].senses:
            return None
        one, two = (self.tokens[people.last + k].value("victim") for k in (1, 2))
        if not one or not two or one[0] == two[0]:
            return None
        return self._both(people, (Outcome(one[0]), Outcome(two[0])), i, people.last + 3)

    def _both(self, people: People, outcomes: tuple[Outcome, Outcome], first: int, last: int = 0) -> Harm:
        """One number for two outcomes: of each at least one, and at most all but one."""
        whole = people.counts[0]
        if whole.low is None:
            counts = tuple(replace(whole, outcome=o, parts=()) for o in outcomes)
        else:
            most = whole.high - 1 if whole.high is not None and whole.high > 1 else whole.high
            counts = tuple(replace(whole, outcome=o, low=1, high=most, parts=()) for o in outcomes)
        self.before = people.kind
        return Harm(counts, first, max(last, people.last), "one number for killed and injured")

    def _happens(self, i: int) -> bool:
        """Whether an uncounted "قتلى" or "شهيد" at i is told as what happened: after "سقوط", or opening a line."""
        opening = sum(t.word for t in self.tokens[:i]) <= 1
        return (
            opening
            or any("falls" in t.senses for t in self.tokens[max(0, i - 2) : i])
            or any("victim" in t.senses for t in self.tokens[max(0, i - 1) : i])
            or any("ranks" in t.senses for t in self.tokens[i + 1 : i + 3])
        )

    def _searched_for(self, i: int) -> bool:
        """Whether those at i are only looked for: "البحث في الأنقاض عن ضحايا"."""
        sought = any(t.text in _SEARCH for t in self.tokens[max(0, i - BACK) : i])
        return sought and self.tokens[i - 1].text == "عن"

    def _none(self, i: int, outcome: Outcome, last: int) -> Harm:
        start = denier(self.tokens, i)
        assert start is not None
        count = Count(outcome=outcome, low=0, high=0, words=self.people.words(start, last))
        return Harm((count,), start, last, "said to be none")

    # "نصحح الحصيلة من 23 إلى 19", "بين القتلى ممرضتان"

    def _revised(self, i: int) -> Harm | None:
        """The old figure of a toll that goes from one to another; the new one waits at its place as a harm of its
        own, so that it stands later in the text."""
        sense = self.tokens[i].senses["toll"]
        reach = range(i + sense.length, min(len(self.tokens), i + sense.length + LOOK_FOR_NEED))
        j = next((k for k in reach if self.tokens[k].text == "من" and cardinal(self.tokens, k + 1)), None)
        old = cardinal(self.tokens, j + 1) if j is not None else None
        if old is None or old[1] + 1 >= len(self.tokens) or self.tokens[old[1]].text != "الي":
            return None
        new = cardinal(self.tokens, old[1] + 1)
        if new is None:
            return None
        people = self.people.at(old[1] + 1, Outcome.KILLED, Kind())
        words = self.people.words(old[1] + 1, new[1])
        counts = people.counts if people else (Count(outcome=Outcome.KILLED, low=new[0], high=new[0], words=words),)
        self.waiting[old[1]] = Harm(counts, old[1], people.last if people else new[1], COME_TO)
        was = Count(outcome=Outcome.KILLED, low=old[0], high=old[0], words=self.people.words(old[1] - 1, old[1]))
        return Harm((was,), i, old[1], REPLACED)

    def _lives(self, i: int) -> Harm | None:
        """The dead of "أودت الحرب بحياة 5 أشخاص", where the subject stands within the idiom."""
        reach = range(max(0, i - LOOK_FOR_NEED), i)
        verb = next((k for k in reversed(reach) if "takes" in self.tokens[k].senses), None)
        people = self.people.at(i + 1, Outcome.KILLED, Kind()) if verb is not None else None
        return Harm(people.counts, verb, people.last, "verb that harms") if people and verb is not None else None

    def _among(self, i: int) -> Harm | None:
        """Some of the dead or wounded: counts of groups, never of all people."""
        sense = self.tokens[i].senses["among"]
        people = self.people.at(i + sense.length, Outcome(sense.value), Kind())
        if people is None:
            return None
        whole = people.counts[0]
        counts = (whole,) if whole.group != "people" else tuple(p for p in whole.parts if p.group != "people")
        return Harm(counts, i, people.last, "among those harmed") if counts else None


def _joined(found: list[Harm], tokens: list[Token]) -> list[Harm]:
    """Harms with nothing but joints between are told in one breath: one claim."""
    made: list[Harm] = []
    for harm in found:
        gap = tokens[made[-1].last : harm.first] if made else []
        apart = [
            t
            for t in gap
            if t.text not in ("و", "،", ",", "كما", "ثم", "الي", "فضلا", "اضافه") and "after_people" not in t.senses
        ]
        outcomes = {c.outcome for c in made[-1].counts} if made else set()
        if made and len(gap) <= 3 and not apart and not outcomes & {c.outcome for c in harm.counts}:
            last = made.pop()
            made.append(Harm((*last.counts, *harm.counts), last.first, harm.last, f"{last.rule}, {harm.rule}"))
        else:
            made.append(harm)
    return made
