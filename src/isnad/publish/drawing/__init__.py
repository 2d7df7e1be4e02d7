"""Drawings of a dossier as inline SVG: no script, no style attributes, colours from the page's style sheet.

What may live here: small files that each draw one thing, and the primitives they draw with.
"""
