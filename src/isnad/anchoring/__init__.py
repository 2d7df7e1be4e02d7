"""Anchoring: a case's checkpoints and the time that others vouch for.

What may live here: the joining of ``preserve.anchors``, which knows bytes only, to a casebook: whom to ask, what to
ask for, where it is kept, and whether all of it still holds.
"""
