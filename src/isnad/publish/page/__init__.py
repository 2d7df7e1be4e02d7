"""The dossier page: what its templates are given, worked out beforehand.

What may live here: anchors, marked-up text and rows of tables. Markup for the eye is in ``templates``.
"""
