"""Tables of open data: what their columns are called, hold and mean.

What may live here: one file a family of tables, whose columns are the data dictionary too, and the parts all share.
"""
