"""The shelf of gazetteers: tables of places, and finding names in them however they are spelled.

What may live here: one file each for keys of names, reading tables, deriving units, the index, the scores, the
packed file and the world. The offered names are imported from their own files:

- ``finder.TableGazetteer(rows, title)`` and ``table.rows_of(text, source)``: a gazetteer a user brings along
- ``world.world()``: the one that comes with isnad
- ``isnad.read.gazetteer.layered(first, second, ...)``: several as one
- ``place_words.place_words(language, *kinds)`` and ``place_words.strip_place_words(name)``
"""
