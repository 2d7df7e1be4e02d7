"""The invented world of the sentences: four parties and a handful of places."""

from datetime import date

from isnad.plugins import TableFile, table_of
from isnad.read.belligerents import Belligerents, rows_of
from isnad.read.gazetteer import layered
from isnad.read.language import Tables
from isnad.records.capture import digest_of
from isnad.records.codec import id_of
from isnad.records.report import Report
from isnad.records.when import Interval

PARTIES = """name,kind,aliases,adjectives
Varlani government,state,Varlani army|Varlani air force|Varlani military,Varlani
Orvane,state,Orvanian defence ministry|Orvanian air force,Orvanian
Eastern League,armed group,the League,Eastern League
Harbour Pact,coalition,the Pact,Harbour Pact
"""
PLACES = """name,within,latitude,longitude
Dolmir,Varlany > Marrash > Dolmir,11.50,22.50
Kesht,Varlany > Marrash > Dolmir,11.62,22.71
Upper Sendle,Varlany > Marrash > Sendle,11.90,22.10
Tarrow,Varlany > Tarrow > Tarrow,12.80,23.40
Marrash,Varlany > Marrash,11.60,22.50
"""
PUBLISHED = date(2021, 3, 10)  # a Wednesday


def tables() -> Tables:
    """What the reader is given."""
    gazetteer, problems = table_of(TableFile("gazetteer", "places.csv", PLACES.encode()))
    assert not problems
    return Tables(gazetteer=layered(gazetteer), belligerents=Belligerents(rows_of(PARTIES)))


def report_of(text: str) -> Report:
    """A report with this text."""
    digest = digest_of(text.encode())
    return Report(
        id=id_of("report", digest),
        capture=id_of("capture", digest),
        digest=digest,
        text=text,
        format="plain",
        encoding="utf-8",
        language="en",
        publisher="Sedge Post",
        published=Interval.days(PUBLISHED),
    )
