"""What all tests share: hypothesis fails no test for being slow, since no test asserts a time."""

from hypothesis import settings

settings.register_profile("isnad", parent=settings.default, deadline=None)
settings.load_profile("isnad")
