"""isnad: who says so, and from whom do they have it?"""
