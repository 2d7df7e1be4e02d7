"""Watching: addresses visited on a plan, what each visit found kept in the case, and what was changed there shown.

What may live here: joining plan, visits, casebook and reading.
"""
