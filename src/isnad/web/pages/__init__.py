"""The pages: one module for each thing that is looked at or done.

What may live here: functions from a request to an answer. What they show is worked out by the modules above them.
"""
