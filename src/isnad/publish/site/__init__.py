"""Site: what a static website of many incidents is made of: lists in pages, a search in files, a map in areas.

What may live here: these parts, pure. The exporter that writes them is ``exporters/as_site.py``.
"""
