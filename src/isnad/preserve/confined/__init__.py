"""Confined: parsers of captured bytes run in a child that can reach neither network nor files nor other processes.

What may live here: starting such children, locking them down, and speaking with them. Import ``child`` and nothing
else: what parses lives with the kind it parses.
"""
