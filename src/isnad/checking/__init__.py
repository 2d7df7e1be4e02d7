"""Checking: whether a case still is what it says it is.

What may live here: following the log and its signatures, computing every digest anew, holding what witnesses and time
stamps say against it, and (``deep``) reading every capture afresh and holding each quote against the captured bytes.
Nothing here trusts the index or writes to the case. Its second, independent writing is ``verify.py`` in a case's
folder, which needs nothing but Python and openssl.
"""
