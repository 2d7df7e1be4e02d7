"""Predicates: the words of harm of a sentence, each with its outcome and its voice.

What may live here: what kills, hits or hurts, in any voice, dying, wounds, beds in hospital and nouns for deaths; and
whether it is real. Whom it befell is read in ``harmed.py``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from isnad.read.languages.english.coordination import BE
from isnad.read.languages.english.described import heads, listed
from isnad.read.languages.english.dying import dying_phrase, first_words
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.tokens import Token, phrase_hits

KILLED, HURT, HIT = "killed", "hurt", "hit"  # those hit may have died of it
# At whom or what one shoots that is no noun for a person.
AIMS = frozenset(("him", "her", "them", "me", "us", "you", "it", "police", "cops", "someone", "anyone", "car", "cars",
                  "vehicle", "vehicles", "truck", "van", "suv", "cruiser", "cruisers", "each", "one", "another",
                  "tires", "tyres", "plane", "planes", "helicopter", "helicopters", "target", "targets",
                  "dog", "random", "times"))  # fmt: skip
ACTIVE = frozenset(("who", "that", "he", "she", "they", "i", "we", "had", "has", "have", "allegedly", "then"))
UNREAL = frozenset(("to", "would", "could", "might", "may", "if", "not", "never", "nearly", "almost", "attempted",
                    "cannot", "neither", "nor"))  # fmt: skip
# What is done to a killing that did not come about, or not by that.
MEANT = frozenset(("authorised", "authorized", "authorise", "authorize", "approved", "ordered", "planned", "plotted",
                   "threatened", "permitted", "allowed", "sanctioned", "averted", "prevented", "prevent", "avoid",
                   "avoided", "risk", "risked", "attempted", "accept", "condone"))  # fmt: skip
SENDING = frozenset(
    ("sent", "sends", "sending", "landed", "landing", "lands", "hospitalizing", "put", "puts", "putting")
)
# Forms that are never passive: whom it befell comes after them.
DOING = frozenset(("shooting", "striking", "hitting", "killing", "wounding", "injuring", "murdering", "executing",
                   "kills", "shoots", "injures", "wounds", "hits", "strikes", "grazing", "stabbing"))  # fmt: skip
BEING = BE | {"remain", "remains", "remained", "still", "recovering"}  # before "in hospital"
LYING = frozenset(("hospital", "intensive"))  # care
BODY = 14  # tokens from "the body of" to the word that it was found by
JOINED = 14  # tokens between a verb and "himself" as another of its objects
LISTS = (
    "hit",
    "killed",
    "active_hit",
    "active_killed",
    "dying",
    "nominal_killed",
    "nominal_hit",
    "brought",
    "suffered",
    "went",
)
FINDING = frozenset(("found", "recovered", "discovered", "pulled", "retrieved", "unearthed", "dug"))
OTHERS = frozenset(("body", "bodies", "dead", "deceased", "gunned", "turned", "turning", "turns",
                    "suicide", "life", "lives", "serious", "critical", "stable", "fatally", "gunshot",
                    "bullet", "double", "triple", "quadruple", "quintuple"))  # fmt: skip


@dataclass(slots=True)
class Said:
    """A word of harm: its outcome, its voice and its extent."""

    outcome: str
    voice: str
    first: int
    after: int
    weak: bool = False


@cache
def _of_conditions() -> frozenset[str]:
    """The first words of what is said of how the hurt are."""
    return frozenset(phrase.split()[0] for phrase in listed("conditions"))


@cache
def triggers() -> frozenset[str]:
    """Every word that can begin a predicate of harm."""
    return (
        OTHERS
        | first_words()
        | listed("themselves")
        | {w for name in LISTS for w in listed(name)}
        | _of_conditions()
        | SENDING
        | LYING
    )


def said_in(tokens: list[Token]) -> Iterator[Said]:
    """The words of harm of a sentence with their voice."""
    taken = 0
    for k, token in enumerate(tokens):
        if k < taken or token.low not in triggers():
            continue
        said = (
            _own_hand(tokens, k)
            or _dying(tokens, k)
            or _nominal(tokens, k)
            or _verb(tokens, k)
            or _one_fatally(tokens, k)
            or _care(tokens, k)
        )
        if said is not None:
            taken = said.after
            yield said


def low_at(tokens: list[Token], k: int) -> str:
    return tokens[k].low if 0 <= k < len(tokens) else ""


def _own_hand(tokens: list[Token], k: int) -> Said | None:
    """'shot himself', 'turned the gun on herself', 'took his own life', 'committed suicide'."""
    low, window = tokens[k].low, [t.low for t in tokens[k + 1 : k + 6]]
    at = next((n for n, w in enumerate(window) if w in listed("themselves")), None)
    if low in ("killed", "killing", "kills") and at == 0:
        return Said(KILLED, "own hand", k, k + 2)
    if low in ("shot", "shooting", "shoots", "shoot") and at == 0:
        lead = {t.low for t in tokens[max(0, k - 12) : k]}
        last = bool(lead & {"then", "before", "killed", "killing", "fatally", "murdered", "suicide", "self-inflicted"})
        slip = {"accidentally", "unintentionally", "mistakenly"} & (lead | set(window))
        after = _fatal(tokens, k, k + 2) or {"died", "dead", "dying"} & {t.low for t in tokens[k + 2 : k + 10]}
        return Said(KILLED if after or (last and not slip) else HIT, "own hand", k, k + 2)
    if (
        low in ("turned", "turning", "turns")
        and at is not None
        and {"gun", "weapon", "rifle", "pistol", "it"} & set(window[:at])
    ):
        return Said(KILLED, "own hand", k, k + at + 2)
    if low in ("took", "taking", "taken") and window[1:3] == ["own", "life"]:
        return Said(KILLED, "own hand", k, k + 4)
    if low in listed("themselves") and low_at(tokens, k - 1) in ("then", "and", ","):
        lead = {t.low for t in tokens[max(0, k - JOINED) : k]}
        killed = bool(lead & (listed("active_killed") | {"then", "fatally", "murder-suicide"}))
        if lead & (listed("active_killed") | {"shot", "shoots", "shooting"}) and not lead & {"by"}:
            return Said(KILLED if killed else HIT, "own hand", k, k + 1)  # "killed his son and then himself"
    if low == "suicide" and low_at(tokens, k - 1) in ("committed", "commits", "committing", "by"):
        return Said(KILLED, "own hand", k - 1, k + 1)
    return None


def _dying(tokens: list[Token], k: int) -> Said | None:
    low, before = tokens[k].low, low_at(tokens, k - 1)
    if low in listed("dying"):
        return Said(KILLED, "subject", k, k + 1)
    if low in ("body", "bodies") and low_at(tokens, k + 1) == "of":
        around = {t.low for t in tokens[max(0, k - 3) : k + BODY]}  # "found the body of", "the body of Name was found"
        return Said(KILLED, "object", k, k + 2) if FINDING & around else None
    if (size := dying_phrase(tokens, k)) and low != "lost":
        return Said(KILLED, "subject", k, k + size)
    if low in ("dead", "deceased"):
        follows = tokens[k + 1] if k + 1 < len(tokens) else None
        if low_at(tokens, k + 1) in ("and", "or") and low_at(tokens, k + 2) in ("wounded", "injured"):
            return None  # "400 dead and wounded": of both together
        if before in ("the", "his", "her", "their", "a", "brain"):
            return None
        if follows is not None and follows.tag in "NP" and not _stated_dead(tokens, k):
            return None
        return Said(KILLED, "subject", k, k + 1)
    if (
        low in ("life", "lives")
        and before in ("his", "her", "their")
        and low_at(tokens, k - 2) in ("lost", "losing", "lose")
    ):
        return Said(KILLED, "subject", k - 2, k + 1)
    if (
        low == "life"
        and before == "the"
        and low_at(tokens, k + 1) == "of"
        and low_at(tokens, k - 2) in ("took", "claimed", "claiming", "taking", "cost")
    ):
        return Said(KILLED, "object", k - 2, k + 2)
    return None


def _stated_dead(tokens: list[Token], k: int) -> bool:
    j = k - 1
    while j >= 0 and tokens[j].tag == "B":
        j -= 1
    return low_at(tokens, j) in BE or low_at(tokens, j) in ("found", "pronounced", "declared", "left")


def _nominal(tokens: list[Token], k: int) -> Said | None:
    """'the death of', 'in the shooting of'; with a possessive before it, 'Name's murder'."""
    low = tokens[k].low
    killed = low in listed("nominal_killed")
    if not killed and low not in listed("nominal_hit"):
        return None
    before = [t.low for t in tokens[max(0, k - 3) : k]]
    if (
        "attempted" in before
        or only_meant(tokens, k)
        or (low in ("killing", "shooting") and k and tokens[k - 1].tag in "RA")
    ):
        return None
    fatal = killed or bool({"fatal", "deadly"} & set(before))
    if low_at(tokens, k + 1) in ("death", "deaths") and low == "shooting":
        fatal, k = True, k + 1
    outcome = KILLED if fatal else HIT
    if low_at(tokens, k + 1) == "of" and (k == 0 or tokens[k - 1].tag not in "RV"):
        return Said(outcome, "object", k, k + 2)
    if k and (
        tokens[k - 1].low in ("his", "her")
        or tokens[k - 1].tag == "G"
        or (
            before
            and before[-1] in ("fatal", "shooting")
            and len(before) > 1
            and (tokens[k - 2].tag == "G" or before[-2] in ("his", "her"))
        )
    ):
        return Said(outcome, "possessor", k, k + 1) if killed and low != "homicide" else None
    return None


def _verb(tokens: list[Token], k: int) -> Said | None:
    """A verb of harm: who comes after it, or, in the passive and where it is reduced, who stands before it."""
    low = tokens[k].low
    killed = low in listed("killed") or low in listed("active_killed")
    if low == "gunned" and low_at(tokens, k + 1) == "down":
        return Said(KILLED, "either", k, k + 2)
    if not killed and low not in listed("hit") and low not in listed("active_hit"):
        return None
    if k and tokens[k - 1].tag in "DG" and low_at(tokens, k - 1) not in ("that", "those", "another"):
        return None
    after = k + 1
    while (
        not killed
        and low_at(tokens, after) == "and"
        and (
            low_at(tokens, after + 1) in listed("killed")
            or low_at(tokens, after + 1) in listed("hit")
            or low_at(tokens, after + 1) in ("critically", "seriously", "fatally")
        )
    ):
        after += 2 if low_at(tokens, after + 1) not in ("critically", "seriously", "fatally") else 3
        killed = killed or tokens[min(after, len(tokens)) - 1].low in listed("killed")
    if low in ("shot", "shooting", "shoots", "stabbed", "wounded", "hit", "struck") and _fatal(tokens, k, after):
        killed = True
        after += low_at(tokens, after) == "dead"
    if low == "shot" and {"fired", "fire", "heard", "hear"} & {t.low for t in tokens[max(0, k - 4) : k]}:
        return None  # "fired one shot"
    if low == "shot" and gunshot(tokens, k):
        return None
    if low == "shot" and low_at(tokens, k + 1) == "at" and not aimed(tokens, k):
        return Said(KILLED if killed else HIT, "subject", k, after)
    if low in ("shot", "shooting") and low_at(tokens, k + 1) in (
        "at",
        "down",
        "into",
        "out",
        "from",
        "toward",
        "towards",
        "up",
    ):
        return None
    if low in DOING:
        return Said(KILLED if killed else HURT if low.startswith(("wound", "injur")) else HIT, "object", k, after)
    outcome = (
        KILLED
        if killed
        else HURT
        if low in ("wounded", "injured", "hurt", "hospitalized", "hospitalised", "maimed", "paralyzed")
        else HIT
    )
    passive = _passive(tokens, k)
    if low in ("hit", "struck") and not passive:
        return Said(outcome, "object", k, after)
    if low in ("hit", "struck", "airlifted", "ambushed") and not _by_a_shot(tokens, k):
        return None
    return Said(outcome, "subject" if passive else "either", k, after)


def gunshot(tokens: list[Token], k: int) -> bool:
    """Whether a number beside "shot" is none of people: "there was just one shot", "a single shot", "shot 223"."""
    before = [t.low for t in tokens[max(0, k - 3) : k]]
    if before[-1:] in (["one"], ["single"]) and {"just", "only", "was", "a", "with", "by"} & set(before[:-1]):
        return True
    after = tokens[k + 1] if k + 1 < len(tokens) else None
    return after is not None and after.low.isdigit() and len(after.low) > 2


def aimed(tokens: list[Token], k: int) -> bool:
    """Whether "shot at" tells at whom or what shots were aimed, and not where someone was hit ("shot at a party")."""
    if low_at(tokens, k - 1) in ACTIVE:
        return True
    for t in tokens[k + 2 : k + 6]:
        if t.low in AIMS or t.low in lexicon().group_of or t.low in heads() or t.low in listed("themselves"):
            return True
        if t.tag not in "DNPGM":
            break
    where = low_at(tokens, k + 2)
    return not where or where in (".", ",", "by", "and", "while", "as", "from", "in", "on", "before", "after", "or")


def toll_of_the_hurt(tokens: list[Token], k: int) -> bool:
    """Whether a toll at ``k`` counts the hurt: "an injury toll", "injuries were many, and she put the toll at 30"."""
    known = lexicon().outcome_of
    if low_at(tokens, k - 1) in ("injury", "injured", "injuries", "death"):
        return low_at(tokens, k - 1) != "death"
    told = {known[t.low][0] for t in tokens[:k] if t.low in known}
    dead = {"death", "deaths", "killing", "martyrs", "victims", "bodies"} & {t.low for t in tokens[:k]}
    return told == {"injured"} and not dead


def _by_a_shot(tokens: list[Token], k: int) -> bool:
    """Whether what struck was a shot, or struck a part of the body."""
    window = {t.low for t in tokens[k + 1 : k + 9]}
    return bool(
        window
        & (listed("body") | {"bullet", "bullets", "gunfire", "shot", "shots", "shrapnel", "times", "round", "fire"})
    )


def _fatal(tokens: list[Token], k: int, after: int) -> bool:
    if (
        low_at(tokens, k - 1) == "fatally"
        or low_at(tokens, after) == "fatally"
        or (low_at(tokens, after) == "," and low_at(tokens, after + 1) == "fatally")
    ):
        return True
    if low_at(tokens, after) == "dead" or (low_at(tokens, after) == "to" and low_at(tokens, after + 1) == "death"):
        return True
    window = [t.low for t in tokens[after : after + 7]]
    return (
        "death" in window
        and window[max(0, window.index("death") - 1)] == "to"
        and not {",", "and", "."} & set(window[: window.index("death")])
    )


def _passive(tokens: list[Token], k: int) -> bool:
    j = k - 1
    while j >= 0 and (
        tokens[j].tag == "B"
        or tokens[j].low
        in ("reported", "confirmed", "believed", "feared", "shot", "found", "badly", "and", "also", "as")
    ):
        j -= 1
    return j >= 0 and (tokens[j].low in BE or tokens[j].low in ("get", "gets", "getting", "'s", "'re"))


def _one_fatally(tokens: list[Token], k: int) -> Said | None:
    """'four were shot, one fatally', 'two of them fatally'."""
    if tokens[k].low != "fatally" or (k + 1 < len(tokens) and tokens[k + 1].tag == "V"):
        return None
    numbered = any(t.tag == "M" for t in tokens[max(0, k - 3) : k])
    said_of_all = tokens[k - 1].low in ("shot", "wounded") if k else True
    return Said(KILLED, "some", k, k + 1) if numbered and not said_of_all else None


def _care(tokens: list[Token], k: int) -> Said | None:
    """A bed in hospital, a condition, a wound that someone has."""
    low = tokens[k].low
    window = [t.low for t in tokens[k + 1 : k + 10]]
    stop = next((n for n, w in enumerate(window) if w in (".", ";")), len(window))
    if low in listed("went") and set(window[:2]) & listed("themselves") and set(window[:stop]) & listed("care"):
        return Said(HURT, "subject", k, k + 1, weak=True)
    if low in SENDING and not _passive(tokens, k) and set(window[:stop]) & listed("care"):
        return Said(HURT, "object", k, k + 1, weak=True)
    if low in listed("brought") and set(window[:stop]) & listed("care") and not {"jail", "custody"} & set(window[:4]):
        return Said(HURT, "subject" if _passive(tokens, k) else "reduced", k, k + 1, weak=True)
    if low == "treated" and low_at(tokens, k + 1) == "for" and set(window[:stop]) & listed("wounds"):
        return Said(HURT, "subject" if _passive(tokens, k) else "reduced", k, k + 1, weak=True)
    if low in listed("suffered") and set(window[: min(stop, 9)]) & listed("wounds"):
        return Said(HURT, "subject", k, k + 1, weak=True)
    if low in LYING:
        where = k - 1 - (low_at(tokens, k - 1) in ("the", "a"))
        there = low_at(tokens, where) == "in" and low_at(tokens, where - 1) in BEING  # not "he spoke in the hospital"
        return Said(HURT, "subject", where, k + 1, weak=True) if there else None
    if low in ("gunshot", "bullet") and low_at(tokens, k + 1) in listed("wounds"):
        at = next((n for n in range(k - 1, max(-1, k - 6), -1) if tokens[n].low in ("with", "from")), None)
        return Said(HURT, "subject", at, k + 2, weak=True) if at is not None else None
    hit = next(phrase_hits(tokens[k : k + 6], listed("conditions")), None) if low in _of_conditions() else None
    if hit is not None and hit[0] == 0:
        at = k - 1 if low_at(tokens, k - 1) in ("a", "an") else k  # "in a coma"
        first = at - 1 if low_at(tokens, at - 1) in ("in", "as", "on") else k
        return Said(HURT, "subject", first, k + hit[1], weak=True)
    return None


def only_meant(tokens: list[Token], first: int) -> bool:
    """Whether what a noun of harm names was only meant, allowed or averted: "authorised the killing of 300 people"."""
    if first >= len(tokens) or tokens[first].low not in listed("nominal_killed") | {"deaths", "killings"}:
        return False
    return any(t.low in MEANT for t in tokens[max(0, first - 3) : first])


def unreal(tokens: list[Token], said: Said) -> bool:
    """Whether the harm is wished, feared, denied or only possible."""
    lead = tokens[max(0, said.first - 4) : said.first]
    for t in reversed(lead):
        if (
            t.low == "to"
            and low_at(tokens, said.first - 1) in ("have", "be")
            and {"appear", "appears", "appeared", "believed"} & {x.low for x in lead}
        ):
            return False  # "they appear to have died"
        if t.low in UNREAL or t.low.endswith("n't"):
            return not (t.low == "to" and lead[-1].low == "death")
        if t.tag in "SQN" or (t.tag == "C" and t.low != "nor"):
            break
    return False
