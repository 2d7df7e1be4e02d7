"""Publish: dossiers to files and to the terminal. Pure: what is made is yielded as names and bytes.

What may live here: exporters, their wording, drawings and templates.
"""
