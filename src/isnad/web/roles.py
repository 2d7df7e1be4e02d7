"""Roles: what somebody may do in a case that is served to several.

What may live here: the roles, from the one that may least.
"""

from enum import StrEnum


class Role(StrEnum):
    """What an account may do; each may all that those before it may."""

    READER = "reader"  # looks only
    ANALYST = "analyst"  # decides, adds and takes exports along
    KEEPER = "keeper"  # settings, accounts, checks

    def may(self, needed: "Role") -> bool:
        """Whether this role may what another may."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(needed)
