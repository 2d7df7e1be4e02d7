"""Blame: who is alleged, excluded, denied or conceded to have done it, sentence by sentence.

What may live here: the grammar of responsibility over parties found by the table of belligerents.
A denial is read as a denial, "either A or B" as one of two; nothing here decides who did it.
"""

from dataclasses import dataclass

from isnad.read.belligerents import Belligerents
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.tokens import Token, phrase_hits
from isnad.records.claim import Denial, Relation

BE = frozenset(("is", "are", "was", "were", "be", "been", "being"))
VICTIM_LEADS = frozenset(("on", "against", "at", "targeting", "targeted", "hit", "struck", "killed", "wounded", "injured", "from", "fighting", "in", "near", "inside", "between"))
PASSIVE_AFTER = frozenset(("in", "by", "during", "near", "on", "at", ".", "while", "when"))
FAR = 4


@dataclass(slots=True)
class Party:
    """A party named in ``tokens[first:after]``; ``noun`` is the token after the word of force it leads ("jets"), ``force`` its kind."""

    name: str
    first: int
    after: int
    adjective: bool
    force: str = ""  # "agent", "deed" or ""
    noun: int = 0


@dataclass(slots=True)
class Blame:
    """One reading of responsibility in ``tokens[first:after]``."""

    relation: Relation
    parties: tuple[str, ...]
    first: int
    after: int
    rule: str
    ground: str = ""
    denial: Denial | None = None
    own: bool = False  # said of the speaker's own side ("we", "its")


def parties_in(tokens: list[Token], text: str, belligerents: Belligerents) -> list[Party]:
    """The parties named in a sentence, each with the word of force it leads."""
    if not tokens:
        return []
    base = tokens[0].start
    found = []
    for mention in belligerents.mentions(text[base : tokens[-1].end]):
        start, end = mention.start + base, mention.end + base
        covered = [i for i, t in enumerate(tokens) if t.start < end and start < t.end]
        if covered and not text[end : tokens[covered[-1]].end].startswith("-"):  # not "Russian-made"
            party = Party(mention.party, covered[0], covered[-1] + 1, mention.adjective)
            _with_force(tokens, party)
            found.append(party)
    for i in range(len(found) - 2, -1, -1):  # "Russian and regime warplanes": the force is shared
        here, then = found[i], found[i + 1]
        between = {t.low for t in tokens[here.after : then.first]}
        if not here.force and then.force and between <= {"and", "or", "&", "/", "-", ",", "the", "either"} and then.first - here.after <= 3:
            here.force, here.noun = then.force, then.noun
    return [p for p in found if not p.adjective or p.force or _predicate(tokens, p)]


def _with_force(tokens: list[Token], party: Party) -> None:
    agents, deeds = lexicon().words("force", "agents"), lexicon().words("force", "deeds")
    k = party.after
    while k < min(len(tokens), party.after + FAR + 1):
        t = tokens[k]
        two = f"{t.low} {tokens[k + 1].low}" if k + 1 < len(tokens) else ""
        if two in deeds or two in agents:
            party.force, party.noun = ("deed" if two in deeds else "agent"), k + 2
            if k + 2 < len(tokens) and tokens[k + 2].low in deeds:
                party.force, party.noun = "deed", k + 3
            return
        if t.low in deeds or t.low in agents:
            following = tokens[k + 1].low if k + 1 < len(tokens) else ""
            if following in deeds or following in agents:
                k += 1
                continue
            party.force, party.noun = ("deed" if t.low in deeds else "agent"), k + 1
            return
        if t.low in lexicon().cues and t.low not in ("suspected", "alleged", "reported") or t.tag not in "NPXGBQ" and not (t.tag == "V" and t.low.endswith("ed")) and not (t.low == "and" and k + 1 < len(tokens) and tokens[k + 1].tag == "N"):
            return
        if t.tag == "G" and not party.adjective and k > party.after:
            return
        k += 1


def _predicate(tokens: list[Token], party: Party) -> bool:
    """'the planes are believed to be Russian', 'either Russian or Syrian'."""
    lead = [t.low for t in tokens[max(0, party.first - 4) : party.first]]
    return any(w in BE or w in ("either", "or", "than", "neither", "nor") for w in lead)


def blames_in(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """The readings of responsibility in one sentence."""
    found: list[Blame] = []
    for reader in (_noncommittal, _exclusions, _either_or, _untrue, _uninvolved, _responsible, _accused, _conceded, _identified, _by_whom, _acting, _deeds, _own_side_acts):
        for blame in reader(tokens, parties):
            if not any(_overlap(blame, other) and set(blame.parties) <= set(other.parties) for other in found):
                found.append(blame)
    return sorted(found, key=lambda b: (b.first, b.after))


def _overlap(a: Blame, b: Blame) -> bool:
    return a.first < b.after and b.first < a.after


def _names(parties: list[Party]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p.name for p in parties))


def _joined(tokens: list[Token], parties: list[Party], start: int) -> list[Party]:
    """The run of parties from ``parties[start]`` on, joined by "and" or "or"."""
    run = [parties[start]]
    for party in parties[start + 1 :]:
        between = tokens[run[-1].after : party.first]
        words = {t.low for t in between}
        if len(between) <= 6 and words & {"and", "or", "&", "nor", "/"} and not any(t.tag in "VAS" and t.low not in (",", "–", "-", "(", ")") for t in between):
            run.append(party)
        elif len(between) == 0 or words <= {","}:
            run.append(party)
        else:
            break
    return run


def _alternative(tokens: list[Token], run: list[Party]) -> bool:
    words = [t.low for t in tokens[max(0, run[0].first - 3) : run[-1].first]]
    return len(_names(run)) > 1 and ("or" in words or "either" in words)


def _either_or(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'either A or B', 'warplanes either Russian or Syrian': one of them, not said which."""
    found = []
    for i, party in enumerate(parties):
        lead = [t.low for t in tokens[max(0, party.first - 3) : party.first]]
        if "either" in lead or "whether" in lead:
            run = _joined_or(tokens, parties, i)
            if len(_names(run)) > 1:
                first = max(0, party.first - 1 - lead[::-1].index("either")) if "either" in lead else party.first
                found.append(Blame(Relation.ALLEGES_ONE_OF, _names(run), first, _clause_after(tokens, run[-1].after), "either ... or"))
    return found


def _joined_or(tokens: list[Token], parties: list[Party], i: int) -> list[Party]:
    """The alternatives after "either": parties up to and just after the "or", asides between dashes skipped."""
    run = [parties[i]]
    for party in parties[i + 1 :]:
        between = [t.low for t in tokens[run[-1].after : party.first]]
        if len(between) > 10 or any(w in (".", ";") for w in between):
            break
        run.append(party)
        if "or" in between:
            break
    words = [t.low for t in tokens[run[0].first : run[-1].first]]
    return run if "or" in words else run[:1]


def _clause_after(tokens: list[Token], k: int) -> int:
    """A few tokens on, to the end of the verb's phrase; never past a stop."""
    end = k
    while end < min(len(tokens), k + 5) and not (tokens[end].tag in "SQC" and tokens[end].low not in ("and",)):
        end += 1
    return max(end, k)


def _exclusions(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'it is not the opposition', 'no air force other than the Russian': who cannot, or who alone can, have done it."""
    found = []
    for i, party in enumerate(parties):
        lead = [t.low for t in tokens[max(0, party.first - 4) : party.first]]
        if "not" in lead[-3:] and any(w in BE for w in lead) and not party.force:
            ground = _ground(tokens, party.after)
            found.append(Blame(Relation.EXCLUDES, (party.name,), max(0, party.first - 4), max(_clause_after(tokens, party.after), party.after), "is not X", ground=ground))
        only = lead[-1:] == ["only"] or (len(lead) > 1 and lead[-2:] == ["only", "the"])
        other = any(a == "other" and b == "than" for a, b in zip(lead, lead[1:], strict=False)) or "except" in lead[-2:]
        if only or other:
            run = _joined(tokens, parties, i)
            capable = any(t.low in lexicon().words("force", "agents") or t.low in ("fly", "flies", "operate", "operates", "operating", "has", "have", "use", "uses", "holding") for t in tokens)
            if capable:
                relation = Relation.ALLEGES_ONE_OF if len(_names(run)) > 1 else Relation.ALLEGES
                first = max(0, party.first - (len(lead) if other else 1))
                found.append(Blame(relation, _names(run), first, _clause_after(tokens, run[-1].after), "only X can", ground="means and presence"))
    return found


def _ground(tokens: list[Token], start: int) -> str:
    at = next((k for k in range(start, min(len(tokens), start + 12)) if tokens[k].low in ("because", "since", "as")), None)
    if at is None:
        return ""
    end = next((k for k in range(at, len(tokens)) if tokens[k].tag in "SQ"), len(tokens))
    return " ".join(t.text for t in tokens[at + 1 : end])


def _untrue(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'the claims were "a lie"': denies that it is so; the denier is the speaker."""
    for a, b, phrase in phrase_hits([t for t in tokens], lexicon().words("blame", "untrue"), 2):
        lead = [t.low for t in tokens[max(0, a - 5) : a]]
        if any(w in BE or w in ("as", "called", "dismissed") for w in lead) and "not" not in lead:
            first = max(0, a - 2)
            return [Blame(Relation.DENIES, (), first, min(b + 1, len(tokens)), f"{phrase}", denial=Denial.OCCURRENCE, own=True)]
    return []


def _uninvolved(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'X has nothing to do with it', 'we were not involved'."""
    found = []
    for a, b, phrase in phrase_hits(tokens, lexicon().words("blame", "uninvolved") - {"never", "had not", "did not"}, 4):
        if phrase.startswith("not ") and a and tokens[a - 1].tag != "A":
            continue
        subject = next((p for p in reversed(parties) if p.after <= a and a - p.after <= 6), None)
        own = any(t.low in lexicon().words("blame", "own_side") or t.low in ("it", "they", "its", "their") for t in tokens[max(0, a - 5) : a])
        if phrase.startswith("no "):
            found.append(Blame(Relation.DENIES, (), a, min(len(tokens), b + 3), phrase, denial=Denial.OCCURRENCE, own=True))
        elif subject is not None:
            found.append(Blame(Relation.DENIES, (subject.name,), subject.first, _clause_after(tokens, b), phrase, denial=Denial.RESPONSIBILITY))
        elif own:
            found.append(Blame(Relation.DENIES, (), max(0, a - 3), _clause_after(tokens, b), phrase, denial=Denial.RESPONSIBILITY, own=True))
    return found


def _responsible(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'A was responsible for', 'A is behind the attack'."""
    found = []
    for a, b, phrase in phrase_hits(tokens, lexicon().words("blame", "responsible"), 3):
        if phrase == "behind" and not any(t.low in BE for t in tokens[max(0, a - 2) : a]):
            continue
        if phrase.startswith("responsibility"):
            after = next((i for i, p in enumerate(parties) if b <= p.first <= b + 12 and any(t.low in ("with", "on", "by", "lies", "rests") for t in tokens[b : p.first])), None)
            if after is not None:
                run = _joined(tokens, parties, after)
                found.append(Blame(Relation.ALLEGES, _names(run), a, run[-1].after, phrase))
            continue
        if any(t.low in ("not", "isn't", "wasn't") for t in tokens[max(0, a - 3) : a]):
            continue
        lead = [i for i, p in enumerate(parties) if p.after <= a and a - p.after <= 8]
        held = next((i for i, p in enumerate(parties) if p.after <= a and any(t.low in ("hold", "held", "holds", "holding") for t in tokens[max(0, p.first - 3) : p.first])), None)
        if not lead and held is None:
            continue
        start = held if held is not None else _run_start(tokens, parties, lead[-1])
        run = _joined(tokens, parties, start)
        relation = Relation.ALLEGES_ONE_OF if _alternative(tokens, run) else Relation.ALLEGES
        found.append(Blame(relation, _names(run), run[0].first, b, phrase))
    return found


def _run_start(tokens: list[Token], parties: list[Party], last: int) -> int:
    start = last
    while start > 0 and len(_joined(tokens, parties, start - 1)) > last - start + 1:
        start -= 1
    return start


def _accused(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'blamed A', 'accused A of bombing', 'A was accused of'."""
    found = []
    for k, token in enumerate(tokens):
        if token.low not in ("accused", "accuses", "accuse", "accusing", "blamed", "blames", "blame", "blaming"):
            continue
        passive = any(t.low in BE for t in tokens[max(0, k - 3) : k])
        if passive:
            near = [i for i, p in enumerate(parties) if (p.after <= k and k - p.after <= 5) or (k < p.first <= k + 3 and "on" in [t.low for t in tokens[k : p.first]])]
        else:
            near = [i for i, p in enumerate(parties) if k < p.first <= k + 7 and not any(t.tag == "S" for t in tokens[k : p.first])]
        if near:
            run = _joined(tokens, parties, near[0] if not passive else _run_start(tokens, parties, near[-1]))
            relation = Relation.ALLEGES_ONE_OF if _alternative(tokens, run) else Relation.ALLEGES
            found.append(Blame(relation, _names(run), min(k, run[0].first), max(run[-1].after, k + 1), token.low))
    return found


def _conceded(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'A claimed responsibility': accepts, or boasts of, the act."""
    found = []
    for a, b, phrase in phrase_hits(tokens, lexicon().words("blame", "concedes"), 4):
        if "responsibility" not in phrase:
            continue
        denied = any(t.low in ("no", "not", "nobody", "none") or t.low.endswith("n't") for t in tokens[max(0, a - 4) : a])
        subject = next((p for p in reversed(parties) if p.after <= a and a - p.after <= 8), None)
        if subject is not None and not denied:
            found.append(Blame(Relation.CONCEDES, (subject.name,), subject.first, b, phrase))
        elif not denied and (after := next((p for p in parties if b <= p.first <= b + 8), None)) is not None and "by" in [t.low for t in tokens[b : after.first]]:
            found.append(Blame(Relation.CONCEDES, (after.name,), a, after.after, phrase))
    return found


def _noncommittal(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'I hope we were not involved', 'we are looking into it': speaks of it and commits to nothing."""
    for a, b, phrase in phrase_hits(tokens, lexicon().words("blame", "noncommittal"), 4):
        subject = next((p for p in reversed(parties) if p.after <= a and a - p.after <= 6), None)
        return [Blame(Relation.SPEAKS_OF, (subject.name,) if subject else (), a, min(len(tokens), b + 2), phrase, own=subject is None)]
    return []


def _identified(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'the planes are believed to be Russian', 'a helicopter believed to belong to A'."""
    found = []
    for i, party in enumerate(parties):
        lead = [t.low for t in tokens[max(0, party.first - 6) : party.first]]
        agents = lexicon().words("force", "agents")
        subject = any(t.low in agents for t in tokens[max(0, party.first - 12) : party.first])
        if subject and any(w in ("believed", "thought", "suspected", "likely", "presumed", "said", "reported") for w in lead) and any(w in ("be", "belong", "belonging") for w in lead[-3:]):
            run = _joined(tokens, parties, i)
            start = next((k for k in range(party.first - 1, max(-1, party.first - 12), -1) if tokens[k].low in agents), party.first)
            relation = Relation.ALLEGES_ONE_OF if _alternative(tokens, run) else Relation.ALLEGES
            found.append(Blame(relation, _names(run), start, run[-1].after, "believed to be"))
    return found


def _by_whom(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'carried out by A', 'a strike by A', 'hit by A jets': the agent of a passive or of a deed."""
    found = []
    for i, party in enumerate(parties):
        lead = tokens[max(0, party.first - 4) : party.first]
        by = next((k for k in range(len(lead) - 1, -1, -1) if lead[k].low == "by"), None)
        if by is None or any(t.tag in "VAS" for t in lead[by + 1 :]):
            continue
        at = party.first - len(lead) + by
        before = [t.low for t in tokens[max(0, at - 5) : at]]
        verbs = {f for v in lexicon().raw["force"]["does"] for f in lexicon().forms(v)}
        deeds = lexicon().words("force", "deeds")
        if not any(w in verbs or w in deeds or w in ("out", "perpetrated", "caused", "fired") for w in before):
            continue
        if any(w in ("backed", "held", "controlled", "supported", "run", "led", "announced", "said", "used") for w in before[-1:]):
            continue
        run = _joined(tokens, parties, i)
        relation = Relation.ALLEGES_ONE_OF if _alternative(tokens, run) else Relation.ALLEGES
        first = next((k for k in range(at - 1, max(-1, at - 6), -1) if tokens[k].low in deeds or tokens[k].low in verbs), at)
        found.append(Blame(relation, _names(run), first, max(run[-1].after, run[-1].noun), "by whom"))
    return found


def _acting(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'A's jets struck', 'A carried out': a party, or its forces, as the subject of a verb of violence."""
    verbs = {f for v in lexicon().raw["force"]["does"] for f in lexicon().forms(v)}
    found = []
    for i, party in enumerate(parties):
        if party.force == "deed" and party.adjective:
            continue
        k = max(party.noun, party.after)
        start, skipped = k, 0
        while k < len(tokens) and skipped < 5 and (tokens[k].tag in "ABQ" or tokens[k].low in ("which", "who", "that", "and", "regime", "its", "allied", "air", "has", "had") or (tokens[k].tag == "N" and tokens[k].low in lexicon().words("force", "agents"))):
            k, skipped = k + 1, skipped + 1
        if k >= len(tokens) or tokens[k].low not in verbs or tokens[k].tag in "NP" and not (k == start and tokens[k].low in ("struck", "hit")):
            continue
        being = any(t.low in BE for t in tokens[start:k])
        if being is not tokens[k].low.endswith("ing"):
            continue
        if k + 1 < len(tokens) and tokens[k + 1].low in PASSIVE_AFTER and not any(t.tag == "A" for t in tokens[start:k]):
            continue  # "fighters killed in the strike"
        following = parties[i + 1] if i + 1 < len(parties) else None
        if following is not None and following.first < k and following in _joined(tokens, parties, i):
            continue  # read with the last of those joined
        if any(t.low in ("not", "never") or t.low.endswith("n't") for t in tokens[start:k]):
            continue
        lead = tokens[party.first - 1].low if party.first else ""
        if lead in VICTIM_LEADS or lead == "to":
            continue
        run = _joined(tokens, parties, _run_start(tokens, parties, i))
        run = [p for p in run if p.first <= party.first]
        if tokens[k].low in ("carry", "carried", "carries", "carrying") and not any(t.low == "out" for t in tokens[k : k + 3]):
            continue
        relation = Relation.ALLEGES_ONE_OF if _alternative(tokens, run) else Relation.ALLEGES
        found.append(Blame(relation, _names(run), run[0].first, min(len(tokens), k + 4), f"who {tokens[k].low}"))
    return found


def _deeds(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'A's air strikes', 'a suspected A drone strike': a party named before a deed."""
    found = []
    for i, party in enumerate(parties):
        if party.force != "deed":
            continue
        lead = tokens[party.first - 1].low if party.first else ""
        if lead in ("on", "against") and not party.adjective:
            continue
        run = _joined(tokens, parties, i)
        run = [p for p in run if p.noun == party.noun or p is party]
        if i and parties[i - 1].noun == party.noun and parties[i - 1].force == "deed":
            continue
        relation = Relation.ALLEGES_ONE_OF if _alternative(tokens, run) else Relation.ALLEGES
        found.append(Blame(relation, _names(run), run[0].first, party.noun, "whose deed"))
    return found


def _own_side_acts(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'we struck', 'its jets bombed': the speaker's own side acts."""
    verbs = {f for v in lexicon().raw["force"]["does"] for f in lexicon().forms(v)} - {"use", "used", "uses", "using"}
    agents = lexicon().words("force", "agents")
    found = []
    for k, token in enumerate(tokens):
        if token.low not in ("we", "our", "its", "it", "their"):
            continue
        j = k + 1
        while j < len(tokens) and j < k + 5 and (tokens[j].tag in "AB" or tokens[j].low in agents or tokens[j].tag == "P"):
            j += 1
        if token.low in ("our", "its", "their") and not any(t.low in agents for t in tokens[k + 1 : j]):
            continue
        negated = any(t.low in ("not", "never") or t.low.endswith("n't") for t in tokens[k:j])
        passive = any(t.low in BE for t in tokens[k + 1 : j])
        carried = j < len(tokens) and tokens[j].low in ("carried", "carry") and not any(t.low == "out" for t in tokens[j : j + 2])
        if j < len(tokens) and tokens[j].low in verbs and not negated and not passive and not carried and tokens[j].tag != "P":
            found.append(Blame(Relation.CONCEDES, (), k, min(len(tokens), j + 4), f"{token.low} {tokens[j].low}", own=True))
    return found
