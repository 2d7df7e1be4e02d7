"""Blame: who is alleged, excluded, denied or conceded to have done it, sentence by sentence.

What may live here: the grammar of responsibility over parties found by the table of belligerents.
A denial is read as a denial, "either A or B" as one of two; nothing here decides who did it.
"""

from itertools import pairwise

from isnad.read.languages.english.allegations import (
    Blame,
    accused,
    acting,
    by_whom,
    deeds,
    identified,
    own_side_acts,
    responsible,
)
from isnad.read.languages.english.clearing import cleared
from isnad.read.languages.english.lexicon import lexicon
from isnad.read.languages.english.parties import BE, Party, joined, names
from isnad.read.languages.english.tokens import Token, phrase_hits
from isnad.records.claim import Denial, Relation


def blames_in(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """The readings of responsibility in one sentence."""
    found: list[Blame] = []
    for reader in (
        _noncommittal,
        _exclusions,
        _either_or,
        _untrue,
        _uninvolved,
        _nothing_of_ours,
        responsible,
        accused,
        _conceded,
        identified,
        by_whom,
        acting,
        deeds,
        own_side_acts,
    ):
        for read in reader(tokens, parties):
            blame = cleared(tokens, read)
            if blame is not None and not any(
                _overlap(blame, other) and set(blame.parties) <= set(other.parties) for other in found
            ):
                found.append(blame)
    return sorted(_but_disbelieved(found), key=lambda b: (b.first, b.after))


def _but_disbelieved(found: list[Blame]) -> list[Blame]:
    """Without what is told only to be called untrue: "claims that X's jets had struck were a lie"."""
    lies = [b.first for b in found if b.denial is Denial.OCCURRENCE and b.own]
    alleges = (Relation.ALLEGES, Relation.ALLEGES_ONE_OF)
    return [b for b in found if not (b.relation in alleges and any(b.after <= lie for lie in lies))]


def _overlap(a: Blame, b: Blame) -> bool:
    return a.first < b.after and b.first < a.after


def _either_or(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'either A or B', 'warplanes either Russian or Syrian': one of them, not said which."""
    found = []
    for i, party in enumerate(parties):
        lead = [t.low for t in tokens[max(0, party.first - 3) : party.first]]
        if "either" in lead or "whether" in lead:
            run = _joined_or(tokens, parties, i)
            if len(names(run)) > 1:
                first = max(0, party.first - 1 - lead[::-1].index("either")) if "either" in lead else party.first
                found.append(
                    Blame(
                        Relation.ALLEGES_ONE_OF,
                        names(run),
                        first,
                        _clause_after(tokens, run[-1].after),
                        "either ... or",
                    )
                )
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
        bare = next((k for k in (party.first - 1, party.first - 2) if k >= 0 and tokens[k].low == "not"), None)
        opens = bare is not None and (bare == 0 or tokens[bare - 1].tag in "SQ")  # "Not the rebels, they have no jets"
        if "not" in lead[-2:] and (opens or any(w in BE for w in lead)) and not party.force:
            ground = _ground(tokens, party.after)
            found.append(
                Blame(
                    Relation.EXCLUDES,
                    (party.name,),
                    max(0, party.first - 4),
                    max(_clause_after(tokens, party.after), party.after),
                    "is not X",
                    ground=ground,
                )
            )
        lacking = _lacks_means(tokens, party)
        if lacking is not None:
            ground = f"means: {' '.join(t.text for t in tokens[party.after : lacking])}"
            found.append(
                Blame(Relation.EXCLUDES, (party.name,), party.first, lacking, "lacks the means", ground=ground)
            )
        only = lead[-1:] == ["only"] or (len(lead) > 1 and lead[-2:] == ["only", "the"])
        other = any(a == "other" and b == "than" for a, b in pairwise(lead)) or "except" in lead[-2:]
        if only or other:
            run = joined(tokens, parties, i)
            capable = any(
                t.low in lexicon().words("force", "agents")
                or t.low
                in ("fly", "flies", "operate", "operates", "operating", "has", "have", "use", "uses", "holding")
                for t in tokens
            )
            if capable:
                relation = Relation.ALLEGES_ONE_OF if len(names(run)) > 1 else Relation.ALLEGES
                first = max(0, party.first - (len(lead) if other else 1))
                found.append(
                    Blame(
                        relation,
                        names(run),
                        first,
                        _clause_after(tokens, run[-1].after),
                        "only X can",
                        ground="means and presence",
                    )
                )
    return found


def _lacks_means(tokens: list[Token], party: Party) -> int | None:
    """The token after "X has no aircraft"; None where a party is not said to lack what it would take."""
    k = party.after
    if k + 2 < len(tokens) and tokens[k].low in ("has", "have", "had", "possess", "possesses", "own", "owns"):
        means = next(
            (m for m in range(k + 2, min(len(tokens), k + 5)) if tokens[m].low in lexicon().words("force", "agents")),
            None,
        )
        return means + 1 if means is not None and tokens[k + 1].low in ("no", "neither") else None
    return None


def _ground(tokens: list[Token], start: int) -> str:
    at = next(
        (k for k in range(start, min(len(tokens), start + 12)) if tokens[k].low in ("because", "since", "as")), None
    )
    if at is None:
        return ""
    end = next((k for k in range(at, len(tokens)) if tokens[k].tag in "SQ"), len(tokens))
    return " ".join(t.text for t in tokens[at + 1 : end])


def called_untrue(tokens: list[Token], start: int) -> bool:
    """Whether what stands before ``start`` is then called untrue ("reports of 12 dead were false")."""
    return any(b.first >= start - 1 for b in _untrue(tokens, []))


def _untrue(tokens: list[Token], _: list[Party]) -> list[Blame]:
    """'the claims were "a lie"': denies that it is so; the denier is the speaker."""
    for a, b, phrase in phrase_hits(tokens, lexicon().words("blame", "untrue")):
        lead = [t.low for t in tokens[max(0, a - 5) : a]]
        called = _called_so(tokens, a)
        if called or (any(w in BE or w in ("as", "called", "dismissed") for w in lead) and "not" not in lead):
            first = max(0, a - 2)
            return [
                Blame(
                    Relation.DENIES, (), first, min(b + 1, len(tokens)), f"{phrase}", denial=Denial.OCCURRENCE, own=True
                )
            ]
    return []


def _called_so(tokens: list[Token], a: int) -> bool:
    """Whether a word at ``a`` is what something is called ("called the report of a raid a lie")."""
    for k in range(a - 1, max(-1, a - 16), -1):
        if tokens[k].tag in "SV" and tokens[k].low not in ("called", "calls", "calling"):
            return False
        if tokens[k].low in ("called", "calls", "calling"):
            return not (k and tokens[k - 1].low in ("not", "so"))
    return False


def _nothing_of_ours(tokens: list[Token], _: list[Party]) -> list[Blame]:
    """'none of its planes flew', 'no strike took place': the speaker's side was not there, or nothing was."""
    agents, deeds = lexicon().words("force", "agents"), lexicon().words("force", "deeds")
    low = [t.low for t in tokens]
    if "no" not in low and "none" not in low:
        return []
    for k in range(len(tokens) - 3):
        if low[k : k + 2] == ["none", "of"] and low[k + 2] in ("its", "our", "their", "the") and low[k + 3] in agents:
            return [Blame(Relation.DENIES, (), k, min(len(tokens), k + 6), "none of ours", own=True)]
        if low[k] == "no" and any(w in deeds for w in low[k + 1 : k + 4]) and _took_place(low, k):
            after = min(len(tokens), k + 7)
            return [Blame(Relation.DENIES, (), k, after, "no strike took place", denial=Denial.OCCURRENCE, own=True)]
    return []


def _took_place(low: list[str], k: int) -> bool:
    return any(w in ("happened", "occurred", "took", "conducted", "carried") for w in low[k + 2 : k + 8])


def _uninvolved(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'X has nothing to do with it', 'we were not involved'."""
    found = []
    for a, b, phrase in phrase_hits(tokens, lexicon().words("blame", "uninvolved")):
        if phrase.startswith("not ") and a and tokens[a - 1].tag != "A":
            continue
        subject = next((p for p in reversed(parties) if p.after <= a and a - p.after <= 6), None)
        own = any(
            t.low in lexicon().words("blame", "own_side") or t.low in ("it", "they", "its", "their")
            for t in tokens[max(0, a - 5) : a]
        )
        if phrase.startswith("no "):
            found.append(
                Blame(Relation.DENIES, (), a, min(len(tokens), b + 3), phrase, denial=Denial.OCCURRENCE, own=True)
            )
        elif subject is not None:
            found.append(
                Blame(
                    Relation.DENIES,
                    (subject.name,),
                    subject.first,
                    _clause_after(tokens, b),
                    phrase,
                    denial=Denial.RESPONSIBILITY,
                )
            )
        elif own:
            found.append(
                Blame(
                    Relation.DENIES,
                    (),
                    max(0, a - 3),
                    _clause_after(tokens, b),
                    phrase,
                    denial=Denial.RESPONSIBILITY,
                    own=True,
                )
            )
    return found


def _conceded(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'A claimed responsibility': accepts, or boasts of, the act."""
    found = []
    for a, b, phrase in phrase_hits(tokens, lexicon().words("blame", "concedes")):
        if "responsibility" not in phrase:
            continue
        denied = any(
            t.low in ("no", "not", "nobody", "none") or t.low.endswith("n't") for t in tokens[max(0, a - 4) : a]
        )
        subject = next((p for p in reversed(parties) if p.after <= a and a - p.after <= 8), None)
        if subject is not None and not denied:
            found.append(Blame(Relation.CONCEDES, (subject.name,), subject.first, b, phrase, probe=b - 1))
        elif (
            not denied
            and (after := next((p for p in parties if b <= p.first <= b + 8), None)) is not None
            and "by" in [t.low for t in tokens[b : after.first]]
        ):
            found.append(Blame(Relation.CONCEDES, (after.name,), a, after.after, phrase))
    return found


def _noncommittal(tokens: list[Token], parties: list[Party]) -> list[Blame]:
    """'I hope we were not involved', 'we are looking into it': speaks of it and commits to nothing."""
    for a, b, phrase in phrase_hits(tokens, lexicon().words("blame", "noncommittal")):
        subject = next((p for p in reversed(parties) if p.after <= a and a - p.after <= 6), None)
        return [
            Blame(
                Relation.SPEAKS_OF,
                (subject.name,) if subject else (),
                a,
                min(len(tokens), b + 2),
                phrase,
                own=subject is None,
            )
        ]
    return []
