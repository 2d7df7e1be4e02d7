"""ZIP files that say two things, lead elsewhere, or blow up: each is said, and none of it is read."""

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from preserve.containers.made import parsed, told, zipped

from isnad.preserve.containers.directory import Lie, Unread, content, entries
from isnad.preserve.containers.parts import Bounds


def fields(data: bytes, mark: bytes, nth: int = 0) -> int:
    """Where the nth header of a kind begins."""
    at = -1
    for _ in range(nth + 1):
        at = data.index(mark, at + 1)
    return at


def patched(data: bytes, mark: bytes, offset: int, form: str, value: int, nth: int = 0) -> bytes:
    at = fields(data, mark, nth) + offset
    return data[:at] + struct.pack("<" + form, value) + data[at + struct.calcsize("<" + form) :]


LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
TWO = zipped({"a.txt": b"Kol was hit.", "b.txt": b"Twelve died."})
PACKED = zipped({"a.txt": b"Kol was hit. " * 90, "b.txt": b"Twelve died."}, zipfile.ZIP_DEFLATED)


def named(*names: str, mode: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            info = zipfile.ZipInfo("x" * len(name))
            info.filename = name  # as given: ZipInfo would cut it at a NUL
            info.external_attr = mode << 16
            file.writestr(info, b"../../secret")
        file.writestr("good.txt", b"Kol")
    return out.getvalue()


def nested_overlap() -> bytes:
    """An entry whose stored data hold the next entry whole, head and all (Fifield's quoted overlap)."""
    inner = b"0" * 500
    second = struct.pack("<4s5H3L2H", LOCAL, 20, 0, 0, 0, 0, zlib.crc32(inner), 500, 500, 1, 0) + b"b" + inner
    first = struct.pack("<4s5H3L2H", LOCAL, 20, 0, 0, 0, 0, zlib.crc32(second), len(second), len(second), 1, 0) + b"a"
    body = first + second
    rows = b""
    for name, data, at in ((b"a", second, 0), (b"b", inner, len(first))):
        head = (CENTRAL, 20, 20, 0, 0, 0, 0, zlib.crc32(data), len(data), len(data), 1, 0, 0, 0, 0, 0, at)
        rows += struct.pack("<4s6H3L5H2L", *head) + name
    return body + rows + struct.pack("<4s4H2LH", END, 0, 0, 2, 2, len(rows), len(body), 0)


def hidden() -> bytes:
    """A file between the others that the list does not name."""
    extra = zipped({"h.txt": b"hidden"})
    extra = extra[: fields(extra, CENTRAL)]
    at = fields(TWO, CENTRAL)
    data = TWO[:at] + extra + TWO[at:]
    return patched(data, END, 16, "L", at + len(extra))


def wide(**lies: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file, file.open("a.txt", "w", force_zip64=True) as member:
        member.write(b"Kol was hit.")
    data = out.getvalue()
    at = fields(data, CENTRAL)
    size = lies.get("size", 12)
    extra = struct.pack("<2HQ", 1, 8, size)
    row = bytearray(data[at : fields(data, END)])
    row[24:28] = b"\xff" * 4
    row[30:32] = struct.pack("<H", len(extra))
    row += extra
    return data[:at] + bytes(row) + struct.pack("<4s4H2LH", END, 0, 0, 1, 1, len(row), at, 0)


def wide_end(count: int) -> bytes:
    at = fields(TWO, END)
    length, start = struct.unpack_from("<2L", TWO, at + 12)
    end = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, length, start)
    return TWO[:at] + end + struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1) + TWO[at:]


WRONG = {
    "parent": (named("../../etc/cron"), "leads out of the folder"),
    "absolute": (named("/etc/passwd"), "leads out of the folder"),
    "drive": (named("C:/x"), "leads out of the folder"),
    "backslash": (named("..\\x"), "a backslash or a control character"),
    "NUL": (named("a.txt\0.exe"), "a backslash or a control character"),
    "link": (named("a", mode=0o120777), "It is a link"),
    "device": (named("a", mode=0o060777), "a device or a pipe"),
    "long name": (named("x" * 5000), "5,000 bytes long"),
    "two of a name": (named("a", "a"), "There are 2 files of this name"),
    "encrypted": (patched(patched(TWO, CENTRAL, 8, "H", 1), LOCAL, 6, "H", 1), "It is encrypted"),
    "method": (patched(patched(TWO, CENTRAL, 10, "H", 12), LOCAL, 8, "H", 12), "packed by method 12"),
    "other name": (TWO.replace(b"a.txt", b"c.txt", 1), "say different things"),
    "other size": (patched(TWO, LOCAL, 22, "L", 5), "say different things"),
    "other checksum": (patched(TWO, LOCAL, 14, "L", 5), "say different things"),
    "other method": (patched(TWO, LOCAL, 8, "H", 8), "say different things"),
    "nested overlap": (nested_overlap(), "It shares bytes with another file"),
    "elsewhere": (patched(TWO, CENTRAL, 42, "L", 7), "not where the list says"),
    "beyond": (patched(patched(TWO, CENTRAL, 20, "L", 9999), CENTRAL, 24, "L", 9999), "beyond the end of the files"),
    "hidden": (hidden(), "belong to no file in its list"),
    "checksum": (TWO.replace(b"Kol was hit.", b"Kol was hot."), "checksum"),
    "packed bytes": (PACKED[:35] + b"\x07" + PACKED[36:], "It cannot be unpacked"),
    "zip64 size": (wide(size=1 << 40), "two sizes are said of it"),
    "disk": (patched(TWO, CENTRAL, 34, "H", 3), "in another part"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_a_file_is_said_and_it_is_not_read(name):
    data, words = WRONG[name]
    items, faults = parsed(data, "zip")
    assert words in told(faults)
    assert all(body in (b"Kol", b"Twelve died.", b"Kol was hit.") for _, body in items)
    if name not in ("hidden",):
        assert len(items) < len(zipfile.ZipFile(io.BytesIO(data)).namelist())


UNREAD = {
    "cut": TWO[:-5],
    "something before": b"x" * 10 + TWO,
    "something behind": TWO + b"x",
    "too few listed": patched(patched(TWO, END, 8, "H", 1), END, 10, "H", 1),
    "too many listed": patched(patched(TWO, END, 8, "H", 9), END, 10, "H", 9),
    "list too long": patched(TWO, END, 12, "L", 0xFFFFFF),
    "two ends": wide_end(3),
    "zip64 end elsewhere": wide_end(2).replace(b"PK\x06\x06", b"PK\x06\x05"),
    "parts": patched(TWO, END, 4, "H", 1),
}


@pytest.mark.parametrize("name", UNREAD)
def test_a_list_that_cannot_be_believed_is_not_read(name):
    items, faults = parsed(UNREAD[name], "zip")
    assert items == []
    assert "It cannot be read as a ZIP file" in told(faults)


def test_zip64_that_tells_the_truth_is_read():
    for data in (wide(), wide_end(2)):
        assert entries(io.BytesIO(data), 9)[0][0].wrong == ""


def flat(megabytes: int) -> bytes:
    """One file of so many MiB of zeros, in a few kilobytes: a deflated stretch that ends on a byte, over and over."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    stretch = packer.compress(b"\0" * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    body = stretch * megabytes + packer.flush()
    head = (20, 0, 8, 0, 0, 0, len(body), megabytes << 20, 4, 0)
    local = struct.pack("<4s5H3L2H", LOCAL, *head) + b"bomb"
    row = struct.pack("<4sH5H3L5H2L", CENTRAL, 20, *head, 0, 0, 0, 0, 0) + b"bomb"
    return local + body + row + struct.pack("<4s4H2LH", END, 0, 0, 1, 1, len(row), len(local) + len(body), 0)


def test_bombs():
    bomb = flat(1024)
    items, faults = parsed(bomb, "zip", Bounds(item=1 << 40))
    assert (items, "over the bound of" in told(faults)) == ([], True)
    lying = patched(patched(bomb, CENTRAL, 24, "L", 100), LOCAL, 22, "L", 100)
    items, faults = parsed(lying, "zip")
    assert items == []
    nested = zipped({f"{n}.zip": bomb for n in range(3)}, zipfile.ZIP_DEFLATED)
    items, _ = parsed(nested, "zip")
    assert [body for _, body in items] == [bomb] * 3  # as they are: none is opened in its turn
    many = zipped({f"{n}": b"x" for n in range(50)})
    assert len(parsed(many, "zip", Bounds(items=20))[0]) == 20
    assert len(parsed(many, "zip", Bounds(total=20))[0]) == 20
    with pytest.raises(Unread, match="50 files"):
        entries(io.BytesIO(many), 20)


def test_parts_of_a_file_are_the_same_as_the_whole():
    (entry, _), _ = entries(io.BytesIO(PACKED), 9)
    for start in range(0, 1170, 97):
        assert (
            b"".join(content(io.BytesIO(PACKED), entry, 1 << 20, start, 50))
            == (b"Kol was hit. " * 90)[start : start + 50]
        )


@given(st.binary(max_size=60), st.integers(0, len(PACKED)), st.integers(0, 40))
def test_no_bytes_make_it_raise_anything_else_or_read_what_the_library_does_not(new, at, over):
    data = PACKED[:at] + new + PACKED[at + over :]
    try:
        found, _ = entries(io.BytesIO(data), 100)
    except Unread:
        return
    for entry in found:
        try:
            got = b"".join(content(io.BytesIO(data), entry, 1 << 20))
        except Lie:
            continue
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            assert file.read(file.infolist()[found.index(entry)]) == got
