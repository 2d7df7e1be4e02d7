"""Preserve: take bytes as they are and keep them so that a change shows.

What may live here: everything of isnad that touches the disk, the network and the
clock on the way in. It reads no meaning into what it keeps.
"""
