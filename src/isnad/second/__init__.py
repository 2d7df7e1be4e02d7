"""Second: a language model that reads the same reports beside the grammar, where a person named one for the case.

Off by default. What it reads is shown beside what the grammar reads; it joins no toll and no dossier.

What may live here: choosing an endpoint, asking it, holding its answers against the text, comparing the two readers.
"""
