"""Containers: files that hold many items (WARC, WACZ, ZIP, platforms' exports), taken apart without trusting them.

What may live here: telling containers by their bytes, finding the items in them, and taking an item out again. Parsers
here are module-level generators of plain data (``parts.py``), so that they run as well in a confined child; none writes
to a path that a container names, and none follows one.
"""
