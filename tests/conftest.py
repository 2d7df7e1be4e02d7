"""What all tests share: hypothesis fails no test for being slow, since no test asserts a time; keys lie apart."""

import pytest
from hypothesis import settings

settings.register_profile("isnad", parent=settings.default, deadline=None)
settings.load_profile("isnad")


@pytest.fixture(autouse=True, scope="session")
def keyring(tmp_path_factory):
    """Private keys of the tests' cases lie in a folder of the run, and never with the user's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ISNAD_HOME", str(tmp_path_factory.mktemp("home")))
        yield
