"""Web: captures of URLs, as a plain client or by a real browser.

What may live here: everything that speaks to a server whose pages are to be preserved. Nothing here decides what is
kept, and nothing here connects to an address that was not checked.
"""
