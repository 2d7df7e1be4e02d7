"""Linking: claims of the pool become incidents, with no one telling which belong together.

What may live here: mentions, the features that compare them, blocking, clustering, and the incident made
of a cluster. Pure: no file, clock or chance; the same pool and judgements give the same incidents in any order.
"""

from isnad.link.linking import link
from isnad.link.remembered import Remembered

__all__ = ["Remembered", "link"]
