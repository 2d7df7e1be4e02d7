"""Sensitive: what in a platform's own export is nobody's report: direct messages, contacts, addresses, log-ins.

What may live here: the one table of such parts, and finding them by the names that platforms give their files. Pure.
What an export holds beside public posts endangers its owner and those who wrote to them; names alone can miss some, so
where a platform's list is known, what is not on it as public counts as private.

Sources. X: the README.txt within its archive, and the lists of names in github.com/TheExGenesis/community-archive
(docs/archive_data.md) and github.com/hestiaAI/data-catalog (argonodes/Twitter). Facebook: the folders of "Download your
information", as in the same catalogue. Telegram: Export/output in github.com/telegramdesktop/tdesktop, where
export_output_json.cpp has the keys and export_output_html.cpp the files. Mastodon: app/services/backup_service.rb in
github.com/mastodon/mastodon, and the CSV files that its settings offer. ActivityPub: section 5.6 (public addressing).
"""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

X, FACEBOOK, TELEGRAM, MASTODON = "X", "Facebook or Instagram", "Telegram", "Mastodon"


@dataclass(frozen=True, slots=True)
class Shape:
    """How a platform's export is told: a folder that holds ``least`` of the names ``marks`` (files, folders) is one.

    ``public`` are patterns of paths in it that are taken. ``private`` says what others hold, the first that fits;
    ``rest`` what is said of those that neither list has (empty: they are taken).
    """

    platform: str
    marks: frozenset[str]
    least: int
    public: tuple[str, ...]
    private: tuple[tuple[str, str], ...]
    rest: str = ""


DIRECT, CONTACTS, ACCOUNT = "direct messages", "contacts and relations", "account data"
LOGINS, REACHED = "log-ins, devices and IP addresses", "phone numbers and e-mail addresses"
UNKNOWN, SEARCHES, ADS = "parts that are not known to be public", "searches and likes", "advertising data"
SHAPES = (
    Shape(
        X,
        frozenset(
            (
                "account.js", "tweets.js", "tweet.js", "follower.js", "following.js", "like.js", "direct-messages.js",
                "direct-message.js", "ip-audit.js", "phone-number.js", "personalization.js", "ni-devices.js",
                "account-creation-ip.js",
            )
        ),
        2,
        (
            "tweet.js", "tweets.js", "tweet-part*.js", "tweets-part*.js", "note-tweet.js", "community-tweet.js",
            "article.js", "article-metadata.js", "profile.js", "moment.js", "manifest.js", "readme.txt",
            "tweet_media/*", "tweets_media/*", "community_tweet_media/*", "community_tweets_media/*",
            "articles_media/*", "profile_media/*", "moments_media/*", "moments_tweets_media/*",
        ),
        (
            ("direct*message*", DIRECT), ("audio-video-calls*", DIRECT), ("grok*", "conversations with Grok"),
            ("phone-number*", REACHED), ("email-address*", REACHED), ("contact*", CONTACTS),
            ("follow*", CONTACTS), ("block*", CONTACTS), ("mute*", CONTACTS), ("lists-*", CONTACTS),
            ("twitter-circle*", "posts for a circle"), ("deleted*", "posts that their author deleted"),
            ("ip-audit*", LOGINS), ("account-creation-ip*", LOGINS), ("device-token*", LOGINS), ("ni-devices*", LOGINS),
            ("key-registry*", LOGINS), ("sso*", LOGINS), ("account*", ACCOUNT), ("ageinfo*", ACCOUNT),
            ("verified*", ACCOUNT), ("personalization*", ACCOUNT), ("protected-history*", ACCOUNT),
            ("connected-application*", ACCOUNT), ("saved-search*", SEARCHES), ("like*", SEARCHES), ("ad-*", ADS),
            ("ads-*", ADS),
        ),
        UNKNOWN,
    ),
    Shape(
        FACEBOOK,
        frozenset(
            (
                "security_and_login_information", "your_facebook_activity", "your_activity_across_facebook",
                "logged_information", "friends_and_followers", "profile_information",
                "apps_and_websites_off_of_facebook", "your_instagram_activity",
            )
        ),
        1,
        (
            "posts/*", "your_facebook_activity/posts/*", "your_activity_across_facebook/posts/*", "pages/*",
            "your_facebook_activity/pages/*", "your_activity_across_facebook/pages/*", "media/posts/*",
            "content/posts*", "your_instagram_activity/media/posts*", "your_instagram_activity/content/posts*",
        ),
        (
            ("*messages/*", DIRECT), ("*message_requests/*", DIRECT), ("*friends*", CONTACTS),
            ("*connections/*", CONTACTS), ("*contacts*", CONTACTS), ("*follow*", CONTACTS),
            ("security_and_login_information/*", LOGINS), ("*login*", LOGINS), ("*location*", "places one was at"),
            ("personal_information/*", ACCOUNT), ("profile_information/*", ACCOUNT), ("about_you/*", ACCOUNT),
            ("preferences/*", ACCOUNT), ("logged_information/*", SEARCHES), ("*search*", SEARCHES), ("ads_*", ADS),
            ("apps_and_websites*", ADS),
        ),
        UNKNOWN,
    ),
    Shape(
        TELEGRAM,
        frozenset(("export_results.html",)),
        1,
        ("css/*", "js/*", "images/*"),
        (
            ("lists/contacts*", CONTACTS), ("lists/frequent*", CONTACTS), ("lists/*sessions*", LOGINS),
            ("contacts/*", CONTACTS), ("chats/*", "chats of which their names do not say whether they are public"),
            ("export_results.html", "name and phone number of the account"),
        ),
        UNKNOWN,
    ),
    Shape(
        MASTODON,
        frozenset(("actor.json", "outbox.json")),
        2,
        (),
        (
            ("likes.json", SEARCHES), ("bookmarks.*", SEARCHES), ("following*.csv", CONTACTS),
            ("media_attachments/*", "media of posts that need not be public"),
            ("followers*.csv", CONTACTS), ("blocked*.csv", CONTACTS), ("muted*.csv", CONTACTS), ("lists.csv", CONTACTS),
        ),
    ),
)  # fmt: skip
TELEGRAM_KEYS: Mapping[str, str] = {
    "personal_information": "name and phone number of the account",
    "contacts": CONTACTS,
    "frequent_contacts": CONTACTS,
    "sessions": LOGINS,
    "web_sessions": LOGINS,
    "other_data": ACCOUNT,
}
TELEGRAM_PERSONAL = ("personal_chat", "bot_chat", "saved_messages")  # of two people, or of one
TELEGRAM_PUBLIC = ("public_channel", "public_supergroup")  # types of chats that anybody can read
AS_PUBLIC = ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")
_YTD = re.compile(rb"\s*window\.YTD\.([A-Za-z0-9_]{1,80})\.part\d+")
_THREAD = (b'"participants"', b'"messages"', b'"sender_name"')  # of Facebook's and Instagram's message_1.json
HEAD = 1 << 12  # bytes that ``told_by_head`` looks at


def private_parts(names: Iterable[str]) -> dict[str, str]:
    """Of the paths of files that lie together, those that are private parts of an export, and what they hold."""
    inside: dict[str, set[str]] = {}
    paths = list(names)
    for path in paths:
        for folder, name in _steps(path):
            inside.setdefault(folder, set()).add(name)
    roots = [(f, shape) for f, held in inside.items() for shape in SHAPES if len(held & shape.marks) >= shape.least]
    found: dict[str, str] = {}
    for root, shape in sorted(
        roots, key=lambda each: len(each[0])
    ):  # an export in an export: the inner one has its say
        for path in paths:
            if root in ("", posixpath.dirname(path)) or path.startswith(f"{root}/"):
                found.pop(path, None)
                if what := _held(shape, path[len(root) :].lstrip("/").lower()):
                    found[path] = f"{what} ({shape.platform})"
    return found


def told_by_head(head: bytes) -> str:
    """What private part of an export begins so; empty where nothing says so."""
    if match := _YTD.match(head[:HEAD]):
        name = match[1].decode("ascii").replace("_", "-").lower() + ".js"
        what = _held(SHAPES[0], name)
        return f"{what} ({X})" if what else ""
    return f"{DIRECT} ({FACEBOOK})" if head.lstrip()[:1] == b"{" and all(m in head[:HEAD] for m in _THREAD) else ""


def _held(shape: Shape, path: str) -> str:
    if any(fnmatchcase(path, pattern) for pattern in shape.public):
        return ""
    return next((what for pattern, what in shape.private if fnmatchcase(path, pattern)), shape.rest)


def _steps(path: str) -> Iterator[tuple[str, str]]:
    """Each folder on the way to a file with the name that lies in it, in small letters."""
    parts = path.split("/")
    for depth, name in enumerate(parts):
        yield "/".join(parts[:depth]), name.lower()
