"""Anchors: what binds a checkpoint of the log to a time that others vouch for.

What may live here: requests to time-stamping authorities and calendars, and the checking of what they gave, offline
and from bytes alone. Nothing here knows a case; ``isnad.anchoring`` joins it to one.
"""
