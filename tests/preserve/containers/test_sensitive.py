"""Platforms' own exports, as a folder and as a ZIP: public posts are taken, private parts are not, and that is said."""

import json
import zipfile

import pytest
from preserve.containers.made import taken, zipped

from isnad.preserve.containers.sensitive import private_parts, told_by_head
from isnad.preserve.item import Taken
from isnad.preserve.take import take
from isnad.records.problem import Severity

SECRET = "+963 900 000 017"  # stands in every private part, so that none can slip through


def ytd(key: str, *rows: object) -> bytes:
    return f"window.YTD.{key}.part0 = {json.dumps(rows)}".encode()


def out(value: object) -> bytes:
    return json.dumps(value).encode()


TWEET = {"tweet": {"id_str": "1636000000000000001", "full_text": "Kol was hit", "created_at": "x"}}
MESSAGE = {"id": 7, "type": "message", "date": "2031-03-04T13:15:00", "from": "Kol Watch", "text": "Kol was hit"}
SAID = {"id": 8, "type": "message", "date": "2031-03-04T13:15:00", "from": "Aunt B.", "text": SECRET}
CHANNEL = {"name": "Kol Watch", "type": "public_channel", "id": 9, "messages": [MESSAGE]}
AUNT = {"name": "Aunt B.", "type": "personal_chat", "id": 3, "messages": [SAID]}
ACCOUNT = {
    "personal_information": {"phone_number": SECRET},
    "contacts": {"list": [{"phone_number": SECRET}]},
    "sessions": {"list": [{"last_ip": "192.0.2.7"}]},
    "chats": {"list": [CHANNEL, AUNT]},
}
THREAD = {"participants": [{"name": "A"}], "messages": [{"sender_name": "A", "content": SECRET}], "title": "A"}
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


def outbox(*to: str) -> bytes:
    return out({"type": "OrderedCollection", "orderedItems": [{"type": "Create", "to": [each]} for each in to]})


EXPORTS = {  # name: files that are taken, files that are private
    "x": (
        {"data/tweets.js": ytd("tweets", TWEET), "data/profile.js": ytd("profile", {"profile": {}}),
         "Your archive.html": b"<p>Archive</p>"},
        {"data/account.js": ytd("account", {"email": SECRET}),
         "data/direct-messages.js": ytd("direct_messages", SECRET),
         "data/ip-audit.js": ytd("ip_audit", SECRET), "data/contact.js": ytd("contact", SECRET),
         "data/phone-number.js": ytd("phone_number", SECRET), "data/novelty.js": ytd("novelty", SECRET),
         "data/direct_messages_media/1-a.jpg": b"\xff\xd8\xff" + SECRET.encode()},
    ),
    "x, as it was before 2019": (
        {"tweet.js": ytd("tweet", TWEET)},
        {"direct-message.js": ytd("direct_message", SECRET),
         "email-address-change.js": ytd("email_address_change", SECRET)},
    ),
    "facebook": (
        {"your_facebook_activity/posts/your_posts_1.json": out([{"data": [{"post": "Kol was hit"}]}]),
         "your_facebook_activity/posts/media/a.jpg": b"\xff\xd8\xff"},
        {"your_facebook_activity/messages/inbox/aunt_1/message_1.json": out(THREAD),
         "your_facebook_activity/messages/inbox/aunt_1/photos/1.jpg": b"\xff\xd8\xff" + SECRET.encode(),
         "security_and_login_information/ip_address_activity.json": out([SECRET]),
         "personal_information/profile_information/profile_information.json": out({"phone": SECRET}),
         "connections/friends/your_friends.html": SECRET.encode()},
    ),
    "telegram, as pages": (
        {},
        {"export_results.html": SECRET.encode(), "lists/contacts.html": SECRET.encode(),
         "lists/sessions.html": SECRET.encode(), "chats/chat_1/messages.html": SECRET.encode()},
    ),
    "mastodon": (
        {"actor.json": out({"type": "Person"}), "outbox.json": outbox(PUBLIC, PUBLIC)},
        {"likes.json": out({"orderedItems": [SECRET]}), "bookmarks.json": out([SECRET]),
         "following_accounts.csv": f"Account address\n{SECRET}\n".encode()},
    ),
    "mastodon, with posts to a few": (
        {"actor.json": out({"type": "Person"})},
        {"outbox.json": outbox(PUBLIC, f"https://a.example/{SECRET}"), "likes.json": out([SECRET])},
    ),
}  # fmt: skip


def folder_of(tmp_path, files):
    for name, data in files.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "in"


@pytest.mark.parametrize("name", EXPORTS)
def test_of_a_folder_private_parts_are_left_out_and_each_is_named(tmp_path, name):
    public, private = EXPORTS[name]
    found = [
        (each, b"" if not isinstance(each, Taken) else each.stream.read())
        for each in take(str(folder_of(tmp_path, public | private)))
    ]
    kept = [data for each, data in found if isinstance(each, Taken)]
    assert set(public.values()) <= set(kept)
    assert not any(SECRET.encode() in data for data in kept)
    told = [each for each, _ in found if not isinstance(each, Taken) and each.severity is Severity.WARNING]
    words = " ".join(each.what for each in told)
    assert all(path in words for path in private)
    assert all("--protect" in each.todo for each in told)


@pytest.mark.parametrize("name", EXPORTS)
def test_what_is_sealed_has_all_of_it(tmp_path, name):
    public, private = EXPORTS[name]
    containers, items, problems = taken(folder_of(tmp_path, public | private), sensitive=True)
    assert {data for _, data in (*containers, *items)} >= {*public.values(), *private.values()}
    assert not any("private" in problem.what for problem in problems)


@pytest.mark.parametrize("name", EXPORTS)
def test_a_zip_is_kept_whole_with_a_warning_and_no_private_part_is_taken_as_a_report(tmp_path, name):
    public, private = EXPORTS[name]
    (tmp_path / "x.zip").write_bytes(zipped(public | private, zipfile.ZIP_DEFLATED))
    containers, items, problems = taken(tmp_path / "x.zip")
    assert [data for _, data in containers] == [(tmp_path / "x.zip").read_bytes()]
    assert not any(SECRET.encode() in data for _, data in items)
    (warning,) = [each for each in problems if each.severity is Severity.WARNING]
    assert f"It holds {len(private)} private file" in warning.what
    assert "--protect" in warning.todo


def test_a_telegram_account_gives_its_public_chats_and_says_what_else_is_in_it(tmp_path):
    folder = folder_of(tmp_path, {"result.json": out(ACCOUNT)})
    containers, items, problems = taken(folder)
    assert (containers, items) == ([], [])
    for part in ("contacts", "1 private chats and groups", "name and phone number", "log-ins"):
        assert part in problems[0].what
    containers, items, problems = taken(folder / "result.json")
    assert len(containers) == 1
    assert [json.loads(data) for _, data in items] == [MESSAGE]
    assert "kept in clear" in problems[0].what
    assert "1 messages of private chats" in problems[-1].what
    (tmp_path / "x.zip").write_bytes(zipped({"Export/result.json": out(ACCOUNT)}))
    _, items, problems = taken(tmp_path / "x.zip")
    assert [json.loads(data) for _, data in items] == [MESSAGE]
    assert "1 private file of an export" in problems[0].what


@pytest.mark.parametrize("chat", [CHANNEL, {**AUNT, "type": "private_supergroup"}])
def test_a_chat_that_somebody_exported_by_itself_is_taken(tmp_path, chat):
    _, items, problems = taken(folder_of(tmp_path, {"result.json": out(chat)}))
    assert len(items) == 1
    assert all(problem.severity is Severity.NOTE for problem in problems)


def test_a_talk_of_two_is_private(tmp_path):
    _, items, problems = taken(folder_of(tmp_path, {"result.json": out(AUNT)}))
    assert not items
    assert "direct messages" in problems[0].what


def test_what_is_given_by_its_own_path_is_kept_with_a_warning(tmp_path):
    path = folder_of(tmp_path, {"direct-messages.js": ytd("direct_messages", SECRET)}) / "direct-messages.js"
    _, items, problems = taken(path)
    assert len(items) == 1
    assert [problem.severity for problem in problems] == [Severity.WARNING]
    assert "direct messages (X)" in problems[0].what


@pytest.mark.parametrize(
    "names",
    [
        ["reports/a.txt", "reports/account.js", "reports/posts/messages/b.html"],
        ["messages/a.txt", "posts/b.txt"],
        ["likes.json", "lists/contacts.html"],
        [],
    ],
)
def test_names_alone_of_no_export_leave_nothing_out(names):
    assert private_parts(names) == {}


@pytest.mark.parametrize(
    "head", [b"", b"window.YTD.tweets.part0 = [", b"window.YTD.note_tweet.part12 =", b'{"messages": 1}']
)
def test_public_heads(head):
    assert told_by_head(head) == ""
