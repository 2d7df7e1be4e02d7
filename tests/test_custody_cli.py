"""Witnesses and keys from the command line: two people, two machines, and what each can show the other later."""

import shutil
import subprocess
import uuid
from pathlib import Path
from types import SimpleNamespace

import pytest
from casework import isnad

from isnad.casebook import Casebook
from isnad.preserve.anchors.finding import Answer
from isnad.preserve.custody import checkpoint
from isnad.preserve.custody.keys import KeyRing
from isnad.preserve.custody.note import Checkpoint, Note, cosign, sign
from isnad.preserve.custody.witness import Witness
from isnad.preserve.trouble import Trouble
from isnad.witnessing.outside import against
from isnad.witnessing.standing import witness_findings


@pytest.fixture
def there(tmp_path, monkeypatch):
    """A case on Omar's machine, and Ada's machine, where a witness works; ``at`` goes from one to the other."""
    monkeypatch.delenv("ISNAD_KEY_PASSPHRASE", raising=False)
    monkeypatch.delenv("ISNAD_BY", raising=False)

    def at(machine):
        monkeypatch.setenv("ISNAD_HOME", str(tmp_path / machine))

    at("omar")
    assert isnad("--by", "Omar", "new", tmp_path / "case").returncode == 0
    return SimpleNamespace(case=tmp_path / "case", folder=tmp_path, at=at, ada=KeyRing(tmp_path / "ada"))


def visit(there, *numbers, ring=None, root=None):
    book = Casebook(root or there.case, actor="Omar", ring=ring or KeyRing(there.folder / "omar"))
    with book.writing():
        for number in numbers or (0,):
            book.append("visit", {"n": number})


def stranger(there, root=None):
    """The case as one opens it who has never seen it before."""
    return Casebook(root or there.case, ring=KeyRing(there.folder / f"stranger {uuid.uuid4()}"))


def saved(there, name, result):
    assert result.returncode == 0, result.stderr
    (there.folder / name).write_text(result.stdout, encoding="utf-8")
    return there.folder / name


def cosigned(there, lines, *options):
    """What Ada sends back for these lines."""
    there.at("ada")
    try:
        return isnad("cosign", *options, lines)
    finally:
        there.at("omar")


def witnessed(there, *how):
    """Omar asks, Ada cosigns, Omar keeps it."""
    lines = saved(there, "lines", isnad("witness", there.case, *how))
    back = saved(there, "back", cosigned(there, lines, "--as", "ada.example/w"))
    done = isnad("witness", there.case, "--take", back)
    assert done.returncode == 0, done.stderr
    return lines, back


def found(there, root=None):
    return witness_findings(stranger(there, root))


def held(there, data, root=None):
    return [one.answer for one in against(stranger(there, root), data)]


def test_three_lines_go_out_and_a_cosignature_comes_back(there):
    asked = isnad("witness", there.case)
    book = Casebook(there.case)
    assert asked.stdout == Checkpoint(origin=book.origin, size=1, root=book.log.tree.root()).text()
    assert "isnad cosign" in asked.stderr
    lines = saved(there, "lines", asked)
    refused = cosigned(there, lines)
    assert (refused.returncode, refused.stdout) == (1, "")  # a witness has to choose a name once
    back = cosigned(there, lines, "--as", "ada.example/w")
    assert back.stdout.startswith("— ada.example/w ")
    assert "had not seen this log before" in back.stderr
    done = isnad("witness", there.case, "--take", saved(there, "back", back))
    assert (done.returncode, "another channel" in done.stderr) == (0, True)
    folder = checkpoint.folder_of(there.case, 1)
    assert (folder / "cosignatures").read_text(encoding="utf-8") == back.stdout.splitlines(keepends=True)[0]
    again = isnad("witness", there.case, "--take", there.folder / "back")
    assert "was here already" in again.stdout
    now = found(there)
    assert (now.checked, now.failed, now.open, now.problems) == (1, 0, 0, ())
    assert [(w.name, w.checkpoint) for w in now.witnesses] == [("ada.example/w", 1)]
    assert now.tail == Casebook(there.case).log.size - 1
    assert "ada.example/w" in isnad("witness", there.case, "--list").stdout


def test_the_second_time_the_bundle_proves_that_nothing_was_changed(there):
    witnessed(there)
    visit(there)
    bare = cosigned(there, saved(there, "bare", isnad("witness", there.case)))
    assert (bare.returncode, "--since 1" in bare.stderr) == (1, True)
    bundle = saved(there, "bundle", isnad("witness", there.case, "--for", "ada.example/w"))
    assert bundle.read_text(encoding="utf-8").startswith("old 1\n")
    assert bundle.read_bytes() == saved(there, "same", isnad("witness", there.case, "--since", 1)).read_bytes()
    key = isnad("witness", there.case, "--show-key").stdout.strip()
    wrong = cosigned(there, bundle, "--log-key", key.replace("isnad", "other"))
    assert (wrong.returncode, wrong.stdout) == (1, "")
    unsigned = cosigned(there, there.folder / "bare", "--log-key", key)
    assert "not signed by that key" in unsigned.stderr
    size = Casebook(there.case).log.size
    back = cosigned(there, bundle, "--log-key", key)
    assert "had not seen" not in back.stderr
    assert isnad("witness", there.case, "--take", saved(there, "back", back)).returncode == 0
    now = found(there)
    assert (now.checked, now.failed, now.problems, now.witnesses[0].checkpoint) == (2, 0, (), size)
    visit(there)
    witnessed(there, "--for", "ada.example/w")
    assert found(there).checked == 3


def test_a_witness_refuses_a_log_that_was_written_anew_or_cut(there):
    early = saved(there, "early", isnad("witness", there.case))
    shutil.copytree(there.case, there.folder / "before")
    visit(there)
    visit(there)
    witnessed(there)
    seen = Witness(there.ada).last(Casebook(there.case).origin)
    thief = KeyRing(there.folder / "thief")
    shutil.copytree(there.folder / "omar" / "keys", thief.root / "keys")
    visit(there, *range(9), ring=thief, root=there.folder / "before")
    there.at("thief")
    forged = saved(there, "forged", isnad("witness", there.folder / "before", "--since", seen.size))
    refused = cosigned(there, forged)
    assert (refused.returncode, refused.stdout, "written anew" in refused.stderr) == (1, "", True)
    cut = cosigned(there, early)
    assert (cut.returncode, cut.stdout, "lines are gone" in cut.stderr) == (1, "", True)
    assert Witness(there.ada).last(seen.origin) == seen


@pytest.mark.parametrize("what", ["lines", "note", "bundle", "cosigned", "several"])
def test_what_was_kept_outside_shows_a_log_written_anew_and_one_rolled_back(there, what):
    shutil.copytree(there.case, there.folder / "before")
    visit(there)
    visit(there)
    lines, back = witnessed(there)
    (folder,) = checkpoint.sealed(there.case)
    note = (folder / "checkpoint").read_bytes()
    data = {
        "lines": lines.read_bytes(),
        "note": note,
        "bundle": isnad("witness", there.case, "--since", 2).stdout.encode(),
        "cosigned": note + back.read_bytes(),
        "several": lines.read_bytes() + b"\n" + note,
    }[what]
    assert set(held(there, data)) == {Answer.HOLDS}
    shorter = held(there, data, there.folder / "before")
    assert set(shorter) == {Answer.FAILS}
    thief = KeyRing(there.folder / "thief")
    shutil.copytree(there.folder / "omar" / "keys", thief.root / "keys")
    visit(there, *range(9), ring=thief, root=there.folder / "before")
    assert not stranger(there, there.folder / "before").problems  # alone it looks sound
    assert set(held(there, data, there.folder / "before")) == {Answer.FAILS}


def test_what_is_of_another_case_or_no_checkpoint_verifies_nothing(there):
    other = Checkpoint(origin="isnad.case/0000000000000000", size=1, root=bytes(32)).text().encode()
    assert held(there, other) == held(there, b"") == held(there, b"\xff" * 99) == [Answer.NOT_VERIFIABLE]
    lines = isnad("witness", there.case).stdout.encode()
    assert held(there, other + lines) == [Answer.NOT_VERIFIABLE, Answer.HOLDS]


def test_a_digest_that_was_noted_finds_its_line_or_says_that_it_is_gone(there):
    tip = Casebook(there.case).log.tip
    visit(there)
    assert held(there, f"noted on Tuesday:\n{tip}\n".encode()) == [Answer.HOLDS]
    assert held(there, f"sha256:{'0' * 64}\n".encode()) == [Answer.FAILS]


def test_a_witness_without_isnad_signs_by_a_shell_and_openssl(there):
    shell = there.folder / "shell"
    shell.mkdir()
    for round_ in range(2):  # the key of the first time serves again
        script = saved(there, "shell/witness.sh", isnad("witness", there.case, "--openssl"))
        ran = subprocess.run(["sh", script.name], cwd=shell, capture_output=True, check=True)
        (there.folder / "back").write_bytes(ran.stdout)
        done = isnad("witness", there.case, "--take", there.folder / "back")
        assert (done.returncode, ("new here" in done.stderr)) == (0, round_ == 0)
        visit(there)
    assert (found(there).checked, found(there).failed, found(there).open) == (2, 0, 0)


TAKEN = {
    "nothing": ("", "no cosignature"),
    "words": ("I have signed it.\n", "no cosignature"),
    "a strange key": ("LINE", "is not known here"),
    "a spoilt signature": ("SPOILT\nKEY\n", "no checkpoint that this case kept"),
    "over another root": ("OTHER\nKEY\n", "no checkpoint that this case kept"),
    "a case key for a witness' key": ("LINE\nCASE\n", "is not known here"),
}


@pytest.mark.parametrize(("sent", "words"), TAKEN.values(), ids=TAKEN)
def test_what_is_no_cosignature_of_this_case_is_refused_and_changes_nothing(there, sent, words):
    lines = saved(there, "lines", isnad("witness", there.case))
    line, key = cosigned(there, lines, "--as", "ada.example/w").stdout.splitlines()
    ada = there.ada.get("witness", there.ada.ids("witness")[0])
    other = cosign(lines.read_text(encoding="utf-8").replace("\n1\n", "\n2\n"), "ada.example/w", ada, 1).line()
    parts = {"LINE": line, "KEY": key, "OTHER": other, "SPOILT": line[:-6] + "AAAAA="}
    parts["CASE"] = isnad("witness", there.case, "--show-key").stdout
    for name, text in parts.items():
        sent = sent.replace(name, text)
    (there.folder / "back").write_text(sent, encoding="utf-8")
    before = (there.case / "log" / "entries.jsonl").read_bytes()
    done = isnad("witness", there.case, "--take", there.folder / "back")
    assert (done.returncode, words in done.stderr) == (1, True), done.stderr
    assert (there.case / "log" / "entries.jsonl").read_bytes() == before


def test_a_key_that_is_given_apart_and_one_that_is_taken_for_another_witness(there):
    lines = saved(there, "lines", isnad("witness", there.case))
    line, key = cosigned(there, lines, "--as", "ada.example/w").stdout.splitlines()
    (there.folder / "back").write_text(line, encoding="utf-8")
    assert isnad("witness", there.case, "--take", there.folder / "back", "--key", key).returncode == 0
    there.at("eve")  # another key under Ada's name
    back = isnad("cosign", "--as", "ada.example/w", lines)
    there.at("omar")
    refused = isnad("witness", there.case, "--take", saved(there, "from eve", back))
    assert (refused.returncode, "has another key" in refused.stderr) == (1, True)
    assert isnad("key", there.case, "retire", "ada.example/w").returncode == 0
    assert isnad("witness", there.case, "--take", there.folder / "from eve").returncode == 0
    now = found(there)
    assert (now.checked, now.failed, now.open) == (2, 0, 0)  # what the retired key signed before still holds


def test_a_witness_on_the_very_machine_of_the_case_is_told_to_be_none(there):
    lines = saved(there, "lines", isnad("witness", there.case))
    back = saved(there, "back", isnad("cosign", "--as", "omar.example", lines))
    assert "proves nothing" in isnad("witness", there.case, "--take", back).stderr


def rewritten(text, old, new):
    assert old in text
    return text.replace(old, new)


def test_the_check_of_cosignatures_finds_what_was_done_to_them(there):
    witnessed(there)
    folder = checkpoint.folder_of(there.case, 1)
    (folder / "cosignatures").unlink()
    assert ["missing" in p.what for p in found(there).problems] == [True]
    assert found(there).failed == 0
    isnad("witness", there.case)  # lays the copies out again
    assert found(there).problems == ()
    with (folder / "cosignatures").open("a", encoding="utf-8") as stream:
        stream.write("— eve.example AAAAAAAAAAAA\n")
    assert ["no line tells of" in p.what for p in found(there).problems] == [True]
    shutil.rmtree(folder)
    assert ["not kept here" in p.what for p in found(there).problems] == [True]
    assert (found(there).checked, found(there).failed) == (1, 0)  # the line in the log still holds


@pytest.mark.parametrize("forged", ["root", "signature", "name"])
def test_a_kept_checkpoint_that_is_not_of_this_log_fails(there, forged):
    visit(there)
    isnad("witness", there.case)
    (folder,) = checkpoint.sealed(there.case)
    note, said = checkpoint.read(folder / "checkpoint")
    text = Checkpoint(origin=said.origin, size=said.size, root=bytes(32)).text() if forged == "root" else note.text
    signatures = note.signatures
    if forged == "signature":
        signatures = (sign(text, said.origin, there.ada.make("x")),)
    (folder / "checkpoint").unlink()
    if forged == "name":
        folder = folder.rename(folder.parent / "000000000002")
    (folder / "checkpoint").write_bytes(Note(text=text, signatures=signatures).encode())
    assert found(there).failed == 1


def test_a_roll_back_below_a_kept_checkpoint_is_seen_in_the_folder_alone(there):
    older = (there.case / "log" / "checkpoint").read_bytes()
    visit(there)
    isnad("witness", there.case)
    (there.case / "log" / "checkpoint").write_bytes(older)
    assert found(there).failed == 1


def test_cosignatures_that_were_put_into_the_log_by_the_holder_of_the_case_are_judged(there):
    """The holder can write any line; what a witness did not sign still does not hold."""
    witnessed(there)
    book = Casebook(there.case, actor="Omar")
    (honest,) = [e.payload for e in book.entries("cosignature")]
    late = {**honest, "checkpoint": 3}
    ahead = {**honest, "checkpoint": 99}
    strange = {**honest, "witness": "eve.example"}
    with book.writing():
        for payload in (late, ahead, strange, {"checkpoint": "1"}, {}):
            book.append("cosignature", payload)
    now = found(there)
    assert (now.checked, now.failed, now.open) == (6, 2, 3)
    assert [w.checkpoint for w in now.witnesses] == [1]


def test_what_came_after_a_witness_had_gone_is_not_counted(there):
    witnessed(there)
    isnad("key", there.case, "retire", "ada.example/w")
    book = Casebook(there.case, actor="Omar")
    (payload,) = [e.payload for e in book.entries("cosignature")]
    with book.writing():
        book.append("cosignature", payload)
    now = found(there)
    assert (now.checked, now.failed, now.open, now.witnesses) == (2, 0, 1, ())


def test_a_cosignature_over_a_checkpoint_that_is_not_of_these_lines_is_not_taken(there):
    visit(there)
    isnad("witness", there.case)
    (folder,) = checkpoint.sealed(there.case)
    note, said = checkpoint.read(folder / "checkpoint")
    forged = Checkpoint(origin=said.origin, size=said.size, root=bytes(32)).text()
    (folder / "checkpoint").unlink()
    (folder / "checkpoint").write_bytes(Note(text=forged, signatures=note.signatures).encode())
    (there.folder / "lines").write_text(forged, encoding="utf-8")
    back = saved(there, "back", cosigned(there, there.folder / "lines", "--as", "ada.example/w"))
    refused = isnad("witness", there.case, "--take", back)
    assert (refused.returncode, "written anew" in refused.stderr) == (1, True)


def test_a_time_that_the_log_cannot_have_known_is_told_of(there):
    lines = saved(there, "lines", isnad("witness", there.case))
    ada = Witness(there.ada)
    ada.begin("ada.example/w")
    key = there.ada.get("witness", there.ada.ids("witness")[0])
    for seconds in (9_000_000_000, (1 << 63) - 1):
        line = cosign(lines.read_text(encoding="utf-8"), "ada.example/w", key, seconds).line()
        (there.folder / "back").write_text(f"{line}{ada.key}\n", encoding="utf-8")
        assert isnad("witness", there.case, "--take", there.folder / "back").returncode == 0
    now = found(there)
    assert (now.failed, now.open, len(now.problems)) == (0, 0, 2)
    assert all("before that" in problem.what for problem in now.problems)


def test_the_case_key_goes_to_another_machine_and_writes_there(there):
    other = there.folder / "other" / "case"
    refused = isnad("key", there.case, "export", "--to", there.case / "key.pem")
    assert (refused.returncode, (there.case / "key.pem").exists()) == (1, False)
    done = isnad("key", there.case, "export", "--to", there.folder / "key.pem")
    assert (done.returncode, "WARNING" in done.stderr) == (0, True)
    assert (there.folder / "key.pem").stat().st_mode & 0o777 == 0o600
    assert isnad("key", there.case, "export", "--to", there.folder / "key.pem").returncode == 1  # nothing is replaced
    shutil.copytree(there.case, other)
    there.at("other machine")
    assert "not here" in isnad("key", other, "list").stdout
    (there.folder / "rubbish.pem").write_text("rubbish", encoding="utf-8")
    assert isnad("key", other, "import", there.folder / "rubbish.pem").returncode == 1
    assert isnad("key", other, "import", there.folder / "key.pem").returncode == 0
    visit(there, 1, ring=KeyRing(there.folder / "other machine"), root=other)
    assert not Casebook(other).problems


def test_a_key_of_another_case_is_not_taken_in(there):
    isnad("new", there.folder / "second")
    isnad("key", there.folder / "second", "export", "--to", there.folder / "key.pem")
    done = isnad("key", there.case, "import", there.folder / "key.pem")
    assert (done.returncode, "no key of this case" in done.stderr) == (1, True)


def test_a_key_with_a_passphrase_is_exported_and_imported(there, monkeypatch):
    monkeypatch.setattr("click.prompt", lambda *_, **__: "a long one")
    done = isnad("key", there.case, "export", "--to", there.folder / "key.pem", "--passphrase")
    assert (done.returncode, "not encrypted" in done.stderr) == (0, False)
    assert b"ENCRYPTED" in (there.folder / "key.pem").read_bytes()
    there.at("other machine")
    assert isnad("key", there.case, "import", there.folder / "key.pem").returncode == 1
    assert isnad("key", there.case, "import", there.folder / "key.pem", "--passphrase").returncode == 0
    visit(there, 1, ring=KeyRing(there.folder / "other machine"))


def test_the_case_key_is_rotated_where_it_is_and_replaced_where_it_is_lost(there):
    assert isnad("key", there.case, "replace", "--why", "just so").returncode == 1  # it is here: hand over instead
    assert isnad("key", there.case, "rotate").returncode == 0
    there.at("other machine")
    assert isnad("key", there.case, "rotate").returncode == 1
    assert isnad("key", there.case, "replace").returncode == 2
    done = isnad("key", there.case, "replace", "--why", "the disk is gone")
    assert done.returncode == 0
    listed = isnad("key", there.case, "list").stdout
    assert listed.count("\tcase\t") == 3
    assert listed.count("not sworn in") == 1
    visit(there, 1, ring=KeyRing(there.folder / "other machine"))
    assert not Casebook(there.case).problems
    there.at("omar")
    assert not Casebook(there.case).problems  # the machine of the old key sees an honest continuation


def test_who_was_retired_writes_no_line_until_a_new_key_is_given_knowingly(there):
    visit(there)
    assert isnad("key", there.case, "renew", "Omar", "--why", "w").returncode == 1  # in use
    assert isnad("key", there.case, "renew", "nobody", "--why", "w").returncode == 1
    retired = isnad("key", there.case, "retire", "Omar", "--why", "left")
    assert (retired.returncode, "isnad key CASE renew" in retired.stdout) == (0, True)
    assert isnad("key", there.case, "retire", "nobody").returncode == 1
    lines = Casebook(there.case).log.size
    for machine in ("omar", "second"):  # a machine with the case key, and no key of this person, gives none either
        ring = KeyRing(there.folder / machine)
        if machine == "second":
            shutil.copytree(there.folder / "omar", ring.root)
        with pytest.raises(Trouble, match=r"taken out of use in line 4.*isnad key CASE renew 'Omar'"):
            visit(there, 1, ring=ring)
    assert Casebook(there.case).log.size == lines
    assert isnad("key", there.case, "renew", "Omar").returncode == 2  # why?
    assert isnad("key", there.case, "renew", "Omar", "--why", "back at work").returncode == 0
    visit(there, 1)
    entries = list(Casebook(there.case).entries("visit", "key"))
    assert len({entry.key for entry in entries if entry.kind == "visit"}) == 2
    assert [e.payload.get("why") for e in entries if e.payload.get("event") == "added"][-1:] == ["back at work"]
    assert not Casebook(there.case).problems


def test_an_analysts_key_is_called_compromised_and_the_next_line_has_another(there):
    visit(there)
    assert isnad("key", there.case, "compromised", "Omar", "--why", "stolen").returncode == 2
    assert isnad("key", there.case, "compromised", "Omar", "--since", 99, "--why", "stolen").returncode == 1
    ident = Casebook(there.case).ledger.life.analyst("Omar").id
    done = isnad("key", there.case, "compromised", ident, "--since", 3, "--why", "stolen laptop")
    assert "compromised since line 3" in done.stdout
    with pytest.raises(Trouble, match="taken out of use"):
        visit(there, 1)
    assert isnad("key", there.case, "renew", "Omar", "--why", "a new laptop").returncode == 0
    visit(there, 1)
    keys = {entry.payload["n"]: entry.key for entry in Casebook(there.case).entries("visit")}
    assert len(set(keys.values())) == 2


def test_the_case_key_is_not_taken_away_and_an_old_one_can_be_called_compromised(there):
    ident = Casebook(there.case).ledger.life.case_key.id
    for action in (("retire", ident), ("compromised", ident, "--since", 1, "--why", "w")):
        refused = isnad("key", there.case, *action)
        assert (refused.returncode, "isnad key CASE rotate" in refused.stderr) == (1, True)
    isnad("key", there.case, "rotate")
    done = isnad("key", there.case, "compromised", ident, "--since", 1, "--why", "stolen")
    assert done.returncode == 0
    assert not Casebook(there.case).problems


def test_an_older_copy_is_gone_on_from_and_that_is_never_unsaid(there):
    assert isnad("key", there.case, "resume", "--why", "w").returncode == 1  # nothing is missing
    shutil.copytree(there.case, there.folder / "backup")
    visit(there)
    lost = Casebook(there.case).log.size
    shutil.rmtree(there.case)
    shutil.copytree(there.folder / "backup", there.case)
    assert "isnad key CASE resume" in Casebook(there.case).problems[0].todo
    assert isnad("key", there.case, "resume").returncode == 2
    assert isnad("--by", "Omar", "key", there.case, "resume", "--why", "the disk is gone").returncode == 0
    (entry,) = Casebook(there.case).entries("resumed")
    assert (entry.payload["why"], entry.payload["seen"]["size"], entry.actor) == ("the disk is gone", lost, "Omar")
    visit(there, 1)
    assert not Casebook(there.case).problems


def test_what_cannot_be_resumed_is_still_known_to_be_older_afterwards(there):
    shutil.copytree(there.case, there.folder / "backup")
    visit(there)
    shutil.rmtree(there.case)
    shutil.copytree(there.folder / "backup", there.case)
    ring = there.folder / "omar" / "keys"
    shutil.move(ring, there.folder / "keys away")
    assert isnad("key", there.case, "resume", "--why", "w").returncode == 1
    shutil.move(there.folder / "keys away", ring)
    assert "older" in Casebook(there.case).problems[0].what


def test_a_witness_needs_no_case_and_leaves_nothing_but_its_own(there):
    lines = saved(there, "lines", isnad("witness", there.case))
    key = cosigned(there, lines, "--as", "ada.example/w", "--show-key").stdout
    assert key.startswith("ada.example/w+")
    for data, words in ((b"rubbish", "0 checkpoints"), (lines.read_bytes() * 2, "2 checkpoints")):
        (there.folder / "bad").write_bytes(data)
        refused = cosigned(there, there.folder / "bad")
        assert (refused.returncode, words in refused.stderr) == (1, True)
    assert cosigned(there, lines).stdout.endswith(key)
    names = {p.relative_to(there.ada.root).parts[0] for p in there.ada.root.rglob("*") if p.is_file()}
    assert names == {"keys", "witnessed"}
    assert not [
        p for p in Path(there.ada.root).rglob("*") if p.is_file() and p.stat().st_mode & 0o077 and "keys" in p.parts
    ]


def test_a_file_that_holds_no_key_or_a_locked_one_is_told_as_that(there, monkeypatch):
    (there.folder / "words.txt").write_text("no key")
    refused = isnad("key", there.case, "import", there.folder / "words.txt")
    assert (refused.returncode, "no private key in it" in refused.stderr) == (1, True)
    monkeypatch.setattr("isnad.cli.custody._asked_passphrase", lambda *, new: "a long one")
    assert isnad("key", there.case, "export", "--to", there.folder / "k.pem", "--passphrase").returncode == 0
    locked = isnad("key", there.case, "import", there.folder / "k.pem")
    assert (locked.returncode, "with --passphrase" in locked.stderr) == (1, True)
    assert isnad("key", there.case, "import", there.folder / "k.pem", "--passphrase").returncode == 0


def test_a_key_is_not_written_over_a_file(there):
    (there.folder / "k.pem").write_text("mine")
    refused = isnad("key", there.case, "export", "--to", there.folder / "k.pem")
    assert (refused.returncode, "nothing was written" in refused.stderr) == (1, True)
    assert (there.folder / "k.pem").read_text() == "mine"
