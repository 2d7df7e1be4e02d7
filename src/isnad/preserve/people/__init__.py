"""People: keeping those whom evidence could put in danger out of clear sight, and forgetting them on demand.

What may live here: sealing (age encryption to two recipients or more), opening, commitments, and the scar that
forgetting leaves. Nothing here reads meaning into what it seals, and nothing in clear is written into a case.
"""
