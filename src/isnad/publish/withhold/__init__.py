"""Withholding: what leaves no case by default, because it could harm someone.

What may live here: the rules, finding what they are about, taking it out of dossiers, and looking through what was
written. ``rules`` is the table.
"""
