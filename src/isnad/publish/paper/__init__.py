"""The dossier on paper: what its template is given, in English and in Arabic.

What may live here: statements with their footnotes, and the words they are made of. The layout is in ``dossier.typ``.
"""
