"""The rules of withholding, as a table.

What may live here: the rules, and patterns of words that tell what they are about; ``forms`` has those of signs. Every
rule withholds unless a decision allows it; where a rule cannot tell, it withholds.
"""

import re
from dataclasses import dataclass

from isnad.publish.withhold.words import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """``what`` is withheld, and ``why``. ``each`` says what one thing is that a decision may allow; empty: none may."""

    name: str
    what: str
    why: str
    each: str = ""


RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(
            name="victims",
            what="names of people told of as killed or hurt, wherever they stand",
            why="families may not know, or be in danger; a name is published with consent or not at all",
            each="a name",
        ),
        Rule(
            name="witnesses",
            what="names of people who are heard or named, speak for nobody and hold no office that is told",
            why="whoever told of an attack can be made to pay for it",
            each="a name",
        ),
        Rule(
            name="accounts",
            what="handles of social accounts, addresses of their posts, and a publisher that is such an account",
            why="behind a small account stands one person, and isnad cannot tell which account is small",
            each="a handle, an address or a publisher",
        ),
        Rule(
            name="contacts",
            what="mail addresses and telephone numbers",
            why="they lead to one person",
            each="an address or number",
        ),
        Rule(
            name="coordinates",
            what="coordinates that stand in the text of a report",
            why="they may be where people shelter or are treated now",
            each="the coordinates",
        ),
        Rule(
            name="places",
            what="exact coordinates of an incident said to have hit a place where people shelter, heal or learn; "
            "they are rounded to a tenth of a degree, about 11 km",
            why="such places are hit again",
            each="an incident's id",
        ),
        Rule(
            name="analysts",
            what="names of those who judged",
            why="they are threatened for their work, and the signed log names them to whoever may see it",
            each="a name",
        ),
        Rule(
            name="media",
            what="names and addresses of pictures and films",
            why="they may show the dead and the wounded, or where somebody stood; nobody has looked at them",
            each="a report's id",
        ),
        Rule(
            name="unread",
            what="what stands outside the quotes, in reports whose language isnad reads no names in, or misses some in "
            "(Arabic, which has no capitals)",
            why="it may name victims whom nothing here would find",
            each="a report's id",
        ),
        Rule(
            name="asides",
            what="words of a page that are no part of its report, and what others commented under a post",
            why="comments and other people's stories stand there, and nothing rests on them",
        ),
        Rule(
            name="machines",
            what="folders on the machine that a report was added from, and what a server said of a visit",
            why="they name the analyst and lead back to whoever asked",
        ),
    )
}

UNDER_POST = re.compile(r"All reactions:[^\n]*")  # what platforms print under a post: counters, and who commented what

# "Nadia Qader, a 40-year-old resident", "shopkeeper Nadia Qader": whoever stands beside such a word and is quoted
# without a claim is in no chain. Latin script: Arabic has no capitals to tell a name by.
_CAPITAL = "[A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u017f]"
_NAME = rf"{_CAPITAL}[\w’'-]+(?:[ ](?:(?:al|el|bin|ibn|abu|umm|de|van|von)[ -])?{_CAPITAL}[\w’'-]+){{1,3}}"
_ROLE = "|".join(sorted(filter(str.isascii, words("private_roles"))))
BESIDE_ROLE = re.compile(
    rf"(?P<before>{_NAME})(?:,? \(?\d{{1,2}}\)?)?, (?:an?|the|another|one|his|her|their|who) "
    rf"(?:[\w-]+ ){{0,4}}?(?:{_ROLE})s?\b"
    rf"|\b(?i:{_ROLE})s?,? (?:(?:named|called|identified as) )?(?P<after>{_NAME})"
)
