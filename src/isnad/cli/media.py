"""The command that shows pictures and films: media.

What may live here: what this command takes and says. Where somebody stood is shown only where it is asked for.
"""

from typing import TYPE_CHECKING, Any

import click

from isnad.cli.making import opened
from isnad.cli.screen import clean_json, progress, table, tell_problems

if TYPE_CHECKING:
    from isnad.casebook import Casebook
    from isnad.media import Found
    from isnad.records.media import Medium

_SHORT = 12  # digits of a digest that are shown


@click.command()
@click.argument("case", type=click.Path(file_okay=False))
@click.option("--like", default="", metavar="FILE|ID", help="What is, or looks like, this file or medium of the case.")
@click.option("--facts", is_flag=True, help="All that the files say of themselves.")
@click.option("--location", is_flag=True, help="Also where they say they were made. It may lead to a witness.")
@click.option("--json", "as_json", is_flag=True, help="One JSON record a line, for other programs.")
@click.pass_context
def media(ctx: click.Context, case: str, like: str, facts: bool, location: bool, as_json: bool) -> None:
    """Show the pictures and films of CASE, and which of them look the same.

    What a file says of itself (EXIF, container, C2PA) is a claim inside the file: it can be written by anyone. That
    nothing alike is found does not mean that nothing is: a crop or a large mark defeats the search.
    """
    from isnad import media as joining

    book = opened(ctx, case).book
    names = _names(book)
    with progress() as tell:
        if like:
            found, problems = joining.like(book, like, tell)
        else:
            seen = joining.media_of(book, tell)
            problems = seen.problems
    if like:
        _alike(found, as_json, location, names)
    elif as_json:
        for medium in seen.media:
            click.echo(_json(medium, location, files=_files(medium, names)))
    else:
        _listed(seen.media, facts, location, names)
    tell_problems(problems)


def _names(book: "Casebook") -> dict[str, str]:
    """Of each capture, by its id, what its file is called where it was taken from."""
    places = ((c.id, c.within.member if c.within and c.within.member else c.origin) for c in book.captures)
    return {ident: place.partition("?")[0].rstrip("/").rpartition("/")[2] or place for ident, place in places}


def _files(medium: "Medium", names: dict[str, str]) -> list[str]:
    return list(dict.fromkeys(names[ident] for ident in medium.captures if ident in names))


def _file(medium: "Medium", names: dict[str, str]) -> str:
    first, *others = _files(medium, names) or [""]
    return f"{first} and {len(others)} more" if others else first


def _listed(media: "tuple[Medium, ...]", facts: bool, location: bool, names: dict[str, str]) -> None:
    from isnad.records.media import CLAIM

    if not media:
        click.echo("No picture and no film in this case.")
        return
    table(("id", "file", "kind", "size", "made, it says", "provenance"), [_row(medium, names) for medium in media])
    if location:
        _places(media, names)
    if facts or location:
        rows = [row for medium in media for row in _facts(medium, facts, location)]
        if rows:
            table(("id", "standard", "name", "value"), rows)
        click.echo(f"Each of these is {CLAIM}.", err=True)
    else:
        click.echo("All they say of themselves: --facts. What looks the same as one: --like ID", err=True)


def _places(media: "tuple[Medium, ...]", names: dict[str, str]) -> None:
    """Where each says that it was made, in degrees; what cannot be read so stands below as it is written."""
    from isnad.preserve.media.places import positions

    found = [(medium, each) for medium in media for each in positions(medium.facts)]
    if not found:
        click.echo("None of them says where it was made in a way that can be read as degrees.")
        return
    rows = [
        (medium.id[7 : 7 + _SHORT], _file(medium, names), each.degrees, each.precision, each.standard)
        for medium, each in found
    ]
    table(("id", "file", "place, it says", "precision", "standard"), rows)


def _row(medium: "Medium", names: dict[str, str]) -> tuple[str, ...]:
    size = f"{medium.width} by {medium.height}" if medium.width else ""
    size += f" {medium.duration:.1f} s" if medium.duration else ""
    kept = medium.provenance
    return (
        medium.id[7 : 7 + _SHORT],
        _file(medium, names),
        f"{medium.format} {medium.kind}",
        size.strip(),
        _made(medium),
        f"C2PA {kept.checked}" if kept else "",
    )


_TIMES = (
    "DateTimeOriginal",
    "com.apple.quicktime.creationdate",
    "creation_time",
    "photoshop:DateCreated",
    "xmp:CreateDate",
)


def _made(medium: "Medium") -> str:
    said = {fact.name: fact.value for fact in medium.facts}
    offset = said.get("OffsetTimeOriginal", "")
    inside = [said[name] + (f" {offset}" if offset and name == _TIMES[0] else "") for name in _TIMES if name in said]
    posted = [f"posted {post.at:%Y-%m-%d %H:%M:%S} UTC by its {post.platform} id" for post in medium.posts]
    return "; ".join((*inside[:1], *posted))


def _facts(medium: "Medium", facts: bool, location: bool) -> list[tuple[str, ...]]:
    short = medium.id[7 : 7 + _SHORT]
    shown = [f for f in medium.facts if (location if f.place else facts)]
    rows: list[tuple[str, ...]] = [(short, f.standard, f.name, f.value) for f in shown]
    rows += [(short, "post id", p.platform, f"{p.at:%Y-%m-%d %H:%M:%S} UTC: {p.url}") for p in medium.posts if facts]
    return rows


def _alike(found: "tuple[Found, ...]", as_json: bool, location: bool, names: dict[str, str]) -> None:
    from isnad.records.media import NO_MATCH

    if as_json:
        for each in found:
            more = {"like": each.words, "distance": each.distance, "files": _files(each.medium, names)}
            click.echo(_json(each.medium, location, **more))
    elif found:
        rows = [(*_row(each.medium, names)[:4], each.words) for each in found]
        table(("id", "file", "kind", "size", "is"), rows)
    if not found:
        click.echo(NO_MATCH, err=as_json)


def _json(medium: "Medium", location: bool, **more: Any) -> str:
    from isnad.preserve.media.places import positions
    from isnad.records.codec import canonical, to_plain
    from isnad.records.media import CLAIM

    said = to_plain(medium)
    said["facts"] = [{**fact, "is": CLAIM} for fact in said.get("facts", ()) if location or not fact.get("place")]
    if location:
        found = positions(medium.facts)
        more["places"] = [
            {"latitude": p.latitude, "longitude": p.longitude, "precision": p.precision, "is": CLAIM} for p in found
        ]
    return clean_json(canonical({"kind_of_record": "medium", **said, **more}).decode())


COMMANDS = (media,)
