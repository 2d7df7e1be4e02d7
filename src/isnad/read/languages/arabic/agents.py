"""Who did it: what makes a party named in a sentence the agent of an attack.

What may live here: the words before and behind a party's name that make it the one who fired, and those that make it
only a place, a victim or a bystander. What is then claimed of it is in blame.py; the words come from arabic.toml.
"""

from dataclasses import dataclass, replace

from isnad.read.languages.arabic.tokens import Token

REACH = 4  # tokens between a word of force and the party it belongs to
BEFORE_VERB = 12  # tokens that may tell of a party before its verb comes
FIRE = 6  # tokens between an attack and the places that it came from
OBJECT = 6  # tokens behind the one who did it, in which what was hit is named
BETWEEN = frozenset("\"'“”«»()‹›")
_COMMAS = ("،", ",")
_OPENERS = frozenset((*_COMMAS, ":", "؛", "-", "–", "|", "حيث", "فيما", "كما", "بينما", "ان", "عندما", "وقد", "قد"))
_ENDS_TELLING = frozenset(("befell", "befalls", "says", "fells", "victim"))


@dataclass(frozen=True, slots=True)
class Party:
    """A party named at tokens ``first:last``."""

    name: str
    first: int
    last: int
    adjective: bool


@dataclass(frozen=True, slots=True)
class Agents:
    """The agents among the parties of one sentence."""

    tokens: list[Token]
    named: frozenset[int]  # tokens that a party's name covers

    def cause(self, party: Party) -> tuple[int, str] | None:
        """(token of the word that makes the party an agent, rule); None where nothing does."""
        whole = party if party.adjective else replace(party, first=self._body(party.first))
        origin = self._origin(whole.first)
        if origin is not None and not party.adjective:
            return origin, "where it came from"
        men = None if party.adjective else self._men(whole.first)
        if men is not None:
            return men, "men of a party"
        if self._bystander(whole):
            return None
        before = self._before(whole)
        if before is None and not party.adjective and (verb := self._own_verb(party.last)):
            return verb, "agent before its verb"
        return before

    def _before(self, party: Party) -> tuple[int, str] | None:
        """The word of an attack, or its verb, that a party follows."""
        k, steps = party.first - 1, 0
        while k >= 0 and steps < REACH:
            token = self.tokens[k]
            if token.text in BETWEEN or "held_to_be" in token.senses or self._owned(k, party):
                k -= 1
                continue
            if k in self.named and not party.adjective:  # what stands before another party is that one's
                break
            if party.adjective and token.senses.keys() & {
                "body",
                "men",
            }:  # "القوات التركية": the party
                return self.cause(Party(party.name, k, party.last, False))
            if "force" in token.senses or ("act" in token.senses and not party.adjective):
                while k and steps < REACH and self.tokens[k - 1].senses.keys() & {"force", "act"}:
                    k, steps = k - 1, steps + 1
                return k, "adjective of a force" if party.adjective else "attack by a party"
            if token.senses.keys() & {"does", "done_by"} and not party.adjective:
                return k, "verb and its agent"
            if "against" in token.senses or token.text in (*_COMMAS, ":") or "befell" in token.senses:
                break
            k, steps = k - 1, steps + 1
        return None

    def _body(self, k: int) -> int:
        """Where the name that begins at k begins with the bodies of men before it: "قوات “التحالف الدولي”"."""
        j = k
        while j and (self.tokens[j - 1].text in BETWEEN or self._is_body(j - 1)):
            j -= 1
        while j < k and self.tokens[j].text in BETWEEN:
            j += 1
        return j

    def _is_body(self, k: int) -> bool:
        body = self.tokens[k].senses.get("body")
        return body is not None and not body.definite

    def _owned(self, k: int, party: Party) -> bool:
        """Whether "تابعة" stands at k before a party behind "ل"."""
        return "owned" in self.tokens[k].senses and self.tokens[party.first].text.startswith("ل")

    def _men(self, k: int) -> int | None:
        """The token of the verb, or of "من قبل", before men of the party that begins at k: "من قبل عناصر ..."."""
        j = k
        while j and (self.tokens[j - 1].text in BETWEEN or self.tokens[j - 1].text == "من" or self._fighters(j - 1)):
            j -= 1
        if j == 0 or not any(self._fighters(i) for i in range(j, k)):
            return None
        for i in range(max(0, j - 2), j):
            by = self.tokens[i].senses.get("done_by")
            if by is not None and i + by.length == j:
                return i
        senses = self.tokens[j - 1].senses
        return j - 1 if "does" in senses and not senses.keys() & {"befell", "befalls", "against"} else None

    def _fighters(self, k: int) -> bool:
        person = self.tokens[k].senses.get("person")
        return person is not None and person.value[0] == "fighters"

    def _origin(self, k: int) -> int | None:
        """The first token of a phrase that ends at k and says from whose places fire came: "من مناطق سيطرة"."""
        for j in range(max(0, k - 5), k - 1):
            senses = self.tokens[j].senses
            sense = senses.get("fire_from")
            if sense is not None and j + sense.length == k:
                return j
            sense = senses.get("from_base")
            fired = (t.senses.keys() & {"force", "act"} for t in self.tokens[max(0, j - FIRE) : j])
            if sense is not None and j + sense.length == k and any(fired):
                return j
        return None

    def _own_verb(self, k: int) -> int:
        """The token of the verb of the party that ends before k, also behind those who joined it ("وفصائله،") and where
        it stands ("المتمركزة في ..."); 0 where none follows."""
        told, steps = False, 0
        for j in range(k, len(self.tokens)):
            token = self.tokens[j]
            does = token.senses.get("does")
            if does is not None and "daypart" not in token.senses:
                return j if not does.prefix and (j == k or self._of_one_before(j)) else 0
            if token.text in BETWEEN or token.text in _COMMAS or token.text == "قد":
                continue
            told = told or "being" in token.senses or self._joins(j, j == k)
            steps += 1
            if not told or steps > BEFORE_VERB or token.senses.keys() & _ENDS_TELLING:
                return 0
        return 0

    def _joins(self, k: int, at_once: bool) -> bool:
        """Whether others who join a party are named at k: "وفصائله" at once behind it, "والفصائل ...", "وروسيا"."""
        token = self.tokens[k]
        many = k in self.named or token.senses.keys() & {"body", "person", "jointly"}
        attached = token.text.startswith("و") and len(token.text) > 1
        return attached and (token.text.startswith("وال") or bool(many) or at_once)

    def _of_one_before(self, j: int) -> bool:
        """Whether the verb at j may be of one named some words before it: none that befalls, and no one of its own
        behind it ("استهدفت طائرة ...")."""
        senses, behind = self.tokens[j].senses, self.tokens[j + 1].senses if j + 1 < len(self.tokens) else {}
        if senses.keys() & {"befell", "befalls"}:
            return False
        takes_whom = senses.keys() & {"act", "against"}
        own = behind.get("force") or behind.get("body")
        return not (takes_whom and own is not None and not own.prefix)

    def _bystander(self, party: Party) -> bool:
        """Whether a party is only where, or whom: "على مناطق", "مواقع", "قتلى"."""
        k = party.first
        if not k:
            return False
        before = self.tokens[k - 1]
        of_others = self.tokens[k - 2] if before.text == "من" and k > 1 else before
        if "being" in of_others.senses and "owned" not in of_others.senses:
            return True  # "الفصائل الموالية ل", "المدعومة من"
        sense = before.senses.get("against")
        if sense is not None and "does" in before.senses and self._begins(k - 1):
            sense = None  # the verb begins its clause, so that the one who did it follows: "استهدفت قوات ..."
        if sense is not None and before.text.endswith("استهداف") and self._hits(party):
            sense = None
        of_party = party.adjective and "men" in before.senses  # "الجنود الأتراك" are the party
        men = self._fighters(k - 1) and not of_party
        return sense is not None or men or (k > 1 and before.text == "من" and "person" in self.tokens[k - 2].senses)

    def _hits(self, party: Party) -> bool:
        """Whether what was hit follows the party: "استهداف قوات ... منزلا", "استهداف لقوات ... على قرية"."""
        behind = [t for t in self.tokens[party.last :] if t.text not in BETWEEN][:OBJECT]
        if self.tokens[party.first].text.startswith("ل"):
            return any(t.text == "علي" for t in behind)
        for token in behind:
            if token.senses.keys() & {"done_by", "against", "place_bearing", "place_before"} or token.text in _COMMAS:
                return False
            person = token.senses.get("person")
            hit = token.senses.keys() & {"target", "place_settlement", "place_near"}
            if hit or (person is not None and person.value[0] != "fighters"):
                return True
        return False

    def _begins(self, k: int) -> bool:
        """Whether the token at k begins a clause."""
        return k == 0 or self.tokens[k].text[0] in "وف" or self.tokens[k - 1].text in _OPENERS
