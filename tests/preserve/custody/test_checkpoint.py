import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from isnad.preserve.custody import checkpoint
from isnad.preserve.custody.note import Checkpoint, Note, sign

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))


def note(size, root=b"r" * 32):
    text = Checkpoint(origin="isnad.case/0123456789abcdef", size=size, root=root).text()
    return Note(text=text, signatures=(sign(text, "isnad.case/0123456789abcdef", KEY),))


@pytest.fixture
def case(tmp_path):
    (tmp_path / "log").mkdir()
    return tmp_path


def test_the_latest_is_replaced_whole(case):
    assert checkpoint.latest(case) is None
    for size in (3, 5):
        checkpoint.replace_latest(case, note(size))
        found, said = checkpoint.latest(case)
        assert (found, said.size) == (note(size), size)
    assert [p.name for p in (case / "log").iterdir()] == ["checkpoint"]


@pytest.mark.parametrize(
    "data", [b"", b"rubbish", note(3).encode()[:-2], note(3).encode().replace(b"\n3\n", b"\n3x\n")]
)
def test_a_damaged_one_is_not_taken_for_none(case, data):
    (case / "log" / "checkpoint").write_bytes(data)
    with pytest.raises(ValueError, match=r"note|checkpoint|it"):
        checkpoint.latest(case)


def test_what_is_kept_for_good_is_never_replaced(case):
    folder = checkpoint.seal(case, note(3))
    path = folder / "checkpoint"
    assert path.stat().st_mode & 0o777 == 0o444
    assert checkpoint.seal(case, note(3, root=b"x" * 32)) == folder
    assert path.read_bytes() == note(3).encode()
    assert folder == checkpoint.folder_of(case, 3) == case / "log" / "checkpoints" / "000000000003"


def test_kept_ones_come_the_smallest_first_and_half_made_folders_are_passed_over(case):
    assert list(checkpoint.sealed(case)) == []
    for size in (1000, 3, 20):
        checkpoint.seal(case, note(size))
    checkpoint.folder_of(case, 7).mkdir()
    assert [checkpoint.read(f / "checkpoint")[1].size for f in checkpoint.sealed(case)] == [3, 20, 1000]
