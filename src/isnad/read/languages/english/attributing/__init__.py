"""Attribution: who says, thinks, wants or shows what, by the frames of English verbs, nouns and prepositions.

What may live here: the grammar of the first hop, for every kind of attribution (speech, belief, attitude, showing).
Which of them carry a claim, and who a source is, is decided outside (``voices``).
"""
