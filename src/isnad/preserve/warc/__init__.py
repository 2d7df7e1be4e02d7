"""Warc: the web archive's own format (ISO 28500, WARC 1.1), in and out.

What may live here: reading and writing of WARC and what is built on it. Nothing here speaks to a server.
"""
