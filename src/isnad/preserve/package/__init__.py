"""Package: what is handed to a stranger, who verifies it without isnad: WARC, WACZ, and the evidence package (BagIt).

What may live here: writing packages from what a case holds, and checking packages. Every package is the same byte for
byte for the same case at the same checkpoint: no clock, no random value, everything sorted.
"""
