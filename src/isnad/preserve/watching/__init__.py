"""Watching: pages and feeds that are visited again and again.

What may live here: what is watched and when it is due, both told from the log; visits; feeds; what was changed.
"""
