"""Custody: who did what to a case, in an order that cannot be changed unseen.

What may live here: the Merkle tree over the log's lines, signed notes, keys, entries, checkpoints and witnesses.
"""
