"""An invented table of places that the tests of this folder share."""

from isnad.read.gazetteers.finder import TableGazetteer
from isnad.read.gazetteers.table import rows_of

PLACES = """pcode,name,alternate_name,name_ar,within,within_ar,latitude,longitude
V01,Zass,,زاس,Marwan > Kafr Nobar,مروان > كفر نوبر,31.10,41.10
V02,Kafr Zarim,,كفر زريم,Marwan > Marwan,مروان > مروان,31.20,41.20
V03,Khan Wardun,Wardun Inn,خان وردون,Marwan > Marwan,مروان > مروان,31.25,41.15
V04,Deir al-Qamah,,دير القمح,Sahlan > Sahlan,سهلان > سهلان,32.00,42.00
V05,Zassakeh,,الزسكة,Sahlan > Sahlan,سهلان > سهلان,32.10,42.20
V06,Marwan,,مروان,Marwan > Marwan,مروان > مروان,31.22,41.18
V07,Tell Abras,,تل أبرص,Marwan > Kafr Nobar,مروان > كفر نوبر,31.12,41.05
V08,Tell Abras,,تل أبرص,Sahlan > Sahlan,سهلان > سهلان,32.05,42.15
V09,Upper Ras Dilb,Sahlan,رأس دلب الفوقا,Sahlan > Sahlan,سهلان > سهلان,32.15,42.05
"""


def gazetteer(text: str = PLACES, title: str = "places.csv", *, home: bool = True) -> TableGazetteer:
    """The table as a gazetteer; it has no bad row."""
    rows, problems = rows_of(text, title)
    assert not problems
    return TableGazetteer(rows, title, home=home)
