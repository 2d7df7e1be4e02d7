"""Speaking: what isnad says to people, in English or in Arabic.

What may live here: the strings of pages (``strings``), what is computed of a case (``sentences``), what drawings say
(``speech``), and their tables, which a native speaker can review. English is the code's own, in ``publish/wording`` and
in the templates; another language is a table from it.
"""
