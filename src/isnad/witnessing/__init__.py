"""Witnessing: the case's side of its witnesses: asking them, keeping what they sent, holding the log against it.

A perfect log still lets the holder of its key write it anew; what somebody else holds does not change with it. So
everything here ends in one question: whether a root that is known outside is the root of these very lines.

What may live here: joining the custody log with what people outside the folder know of it.
"""
