"""The command that shows pictures and films: media.

What may live here: what this command takes and says. Where somebody stood is shown only where it is asked for.
"""

from typing import TYPE_CHECKING, Any

import click

from isnad.cli.making import opened
from isnad.cli.screen import clean, progress, table, tell_problems

if TYPE_CHECKING:
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
    with progress() as tell:
        if like:
            found, problems = joining.like(book, like, tell)
        else:
            seen = joining.media_of(book, tell)
            problems = seen.problems
    if like:
        _alike(found, as_json, location)
    elif as_json:
        for medium in seen.media:
            click.echo(_json(medium, location))
    else:
        _listed(seen.media, facts, location)
    tell_problems(problems)


def _listed(media: "tuple[Medium, ...]", facts: bool, location: bool) -> None:
    from isnad.records.media import CLAIM

    if not media:
        click.echo("No picture and no film in this case.")
        return
    table(("id", "kind", "size", "made, it says", "provenance"), [_row(medium) for medium in media])
    if facts or location:
        rows = [row for medium in media for row in _facts(medium, facts, location)]
        table(("id", "standard", "name", "value"), rows)
        click.echo(f"Each of these is {CLAIM}.", err=True)
    else:
        click.echo("All they say of themselves: --facts. What looks the same as one: --like ID", err=True)


def _row(medium: "Medium") -> tuple[str, ...]:
    size = f"{medium.width} by {medium.height}" if medium.width else ""
    size += f" {medium.duration:.1f} s" if medium.duration else ""
    kept = medium.provenance
    return (
        medium.id[7 : 7 + _SHORT],
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


def _alike(found: "tuple[Found, ...]", as_json: bool, location: bool) -> None:
    from isnad.records.media import NO_MATCH

    if as_json:
        for each in found:
            click.echo(_json(each.medium, location, like=each.words, distance=each.distance))
    elif found:
        rows = [(*_row(each.medium)[:3], each.words) for each in found]
        table(("id", "kind", "size", "is"), rows)
    if not found:
        click.echo(NO_MATCH, err=as_json)


def _json(medium: "Medium", location: bool, **more: Any) -> str:
    from isnad.records.codec import canonical, to_plain
    from isnad.records.media import CLAIM

    said = to_plain(medium)
    said["facts"] = [{**fact, "is": CLAIM} for fact in said.get("facts", ()) if location or not fact.get("place")]
    return clean(canonical({"kind_of_record": "medium", **said, **more}).decode())


COMMANDS = (media,)
