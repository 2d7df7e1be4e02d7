"""How well perceptual hashes find altered pictures again, how often they err, and how fast they are.

    python benchmarks/likeness.py [--photos FOLDER] [--pictures 42] [--unlike 1500]

What may live here: the measuring of ``isnad.preserve.media``. Pictures are drawn: layered noise, gradients and shapes;
a folder of photographs is used beside them where one is given. Worst is said first.
"""

import argparse
import io
import itertools
import random
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from isnad.preserve.media.nearest import CLEAR, DHASH_NEAR, FAINT, PDQ_NEAR, PDQ_SEEN, Bits, apart, comparable
from isnad.preserve.media.prints import Print, prints_of

Picture = Image.Image


def drawn(seed: int, width: int = 640, height: int = 480) -> Picture:
    """A picture with the slope of brightness that natural scenes have (Field 1987: amplitude falls as 1/f), and things
    in it."""
    chance = np.random.default_rng(seed)
    layers = np.zeros((height, width, 3))
    tint = chance.uniform(0.6, 1.4, 3)
    for scale in (2, 4, 8, 16, 32, 64):
        small = chance.normal(size=(max(2, scale * 3 // 4), scale))
        grown = Image.fromarray(small.astype(np.float32)).resize((width, height), Image.Resampling.BICUBIC)
        layers += np.asarray(grown)[..., None] * tint / scale * chance.uniform(0.5, 2)
    layers += np.linspace(-1, 1, height)[:, None, None] * chance.uniform(-1, 1)
    low, high = np.percentile(layers, (1, 99))
    picture = Image.fromarray((np.clip((layers - low) / (high - low), 0, 1) * 235 + 10).astype(np.uint8))
    pen, lots = ImageDraw.Draw(picture), random.Random(seed)
    for _ in range(lots.randint(3, 10)):
        x, y, w, h = (lots.randint(0, width), lots.randint(0, height), lots.randint(20, 200), lots.randint(20, 200))
        colour = tuple(lots.randint(0, 255) for _ in range(3))
        (pen.ellipse if lots.random() < 0.3 else pen.rectangle)((x, y, x + w, y + h), fill=colour)
    return picture.filter(ImageFilter.GaussianBlur(0.8))


def alike(seed: int, width: int = 320, height: int = 240) -> Picture:
    """A picture of a kind whose members look alike: a page of text, a night with a few lights, a sky over a skyline."""
    lots = random.Random(seed)
    kind = seed % 3
    ground = ((250, 250, 245), (8, 8, 16), (150, 180, 220))[kind]
    picture = Image.new("RGB", (width, height), ground)
    pen = ImageDraw.Draw(picture)
    if kind == 0:
        for y in range(16, height - 16, 12):
            words = "".join(lots.choice("etaoin shrdlu ") for _ in range(lots.randint(12, 44)))
            pen.text((14, y), words, fill="black", font_size=10)
    for _ in range(lots.randint(4, 20) if kind == 1 else 0):
        x, y, r = lots.randint(0, width), lots.randint(height // 2, height), lots.randint(1, 9)
        pen.ellipse((x - r, y - r, x + r, y + r), fill=(250, lots.randint(150, 250), 90))
    x = 0
    while kind == 2 and x < width:
        w, top = lots.randint(15, 60), lots.randint(height // 3, height * 4 // 5)
        pen.rectangle((x, top, x + w, height), fill=(lots.randint(40, 160),) * 3)
        x += w
    noise = np.random.default_rng(seed).normal(0, 3, (height, width, 1))
    return Image.fromarray(np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8))


def encoded(picture: Picture, quality: int = 85) -> Picture:
    """As it comes back from a JPEG."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def _marked(picture: Picture) -> Picture:
    """With a station's mark: a white box of a fifth by a seventh in the corner, with letters."""
    made = picture.copy()
    w, h = made.size
    ImageDraw.Draw(made).rectangle((w * 3 // 4, h // 20, w * 19 // 20, h // 5), fill="white")
    ImageDraw.Draw(made).text((w * 3 // 4 + 8, h // 12), "LIVE 24", fill="red", font_size=h // 14)
    return made


def _captioned(picture: Picture) -> Picture:
    made = picture.copy()
    w, h = made.size
    ImageDraw.Draw(made).rectangle((0, h * 22 // 25, w, h), fill=(170, 20, 20))
    ImageDraw.Draw(made).text((10, h * 9 // 10), "BREAKING: strike on market", fill="white", font_size=h // 14)
    return made


def _cropped(share: float) -> Callable[[Picture], Picture]:
    def crop(picture: Picture) -> Picture:
        w, h = picture.size
        return picture.crop((int(w * share), int(h * share), int(w * (1 - share)), int(h * (1 - share))))

    return crop


CHANGES: dict[str, Callable[[Picture], Picture]] = {
    "re-encoded (JPEG 30)": lambda p: encoded(p, 30),
    "resized (40 %)": lambda p: p.resize((p.width * 2 // 5, p.height * 2 // 5)),
    "squeezed (16:9)": lambda p: p.resize((640, 360)),
    "grey": lambda p: ImageOps.grayscale(p).convert("RGB"),
    "brightened (1.4)": lambda p: ImageEnhance.Brightness(p).enhance(1.4),
    "darkened (0.6)": lambda p: ImageEnhance.Brightness(p).enhance(0.6),
    "blurred": lambda p: p.filter(ImageFilter.GaussianBlur(2)),
    "corner mark": _marked,
    "caption bar": _captioned,
    "mirrored": ImageOps.mirror,
    "turned a quarter": lambda p: p.transpose(Image.Transpose.ROTATE_90),
    "letterboxed": lambda p: ImageOps.expand(p, (0, p.height // 6), "black"),
    "pillarboxed, mirrored": lambda p: ImageOps.expand(ImageOps.mirror(p), (p.width // 4, 0), "black"),
    "framed in white": lambda p: ImageOps.expand(p, p.width // 12, "white"),
    "cropped (2 % a side)": _cropped(0.02),
    "cropped (5 % a side)": _cropped(0.05),
}


def distances(one: Sequence[Print], other: Sequence[Print]) -> list[tuple[int, int]]:
    """(PDQ, dHash) between a picture as it stands, trimmed or not, and another in every turn, trimmed or not."""
    return [
        (apart(a["pdq"], b["pdq"]), apart(a["dhash"], b["dhash"]))
        for a in one
        for b in other
        if not a["turn"] and comparable(a, b)
    ]


def found_again(pictures: list[Picture]) -> None:
    """A table: how many of the pictures are found again after each change, worst first."""
    known = [prints_of(p) for p in pictures]
    rows = []
    for name, change in CHANGES.items():
        changed = [prints_of(encoded(change(p))) for p in pictures]
        pairs = [distances(k, c) for k, c in zip(known, changed, strict=True)]
        bare = sum(apart(k[0]["pdq"], c[0]["pdq"]) <= PDQ_NEAR for k, c in zip(known, changed, strict=True))
        pdq = sum(any(p <= PDQ_NEAR for p, _ in each) for each in pairs)
        both = sum(any(map(near, each)) for each in pairs)
        far = [min(each, key=lambda d: sum(d), default=(256, 256)) for each in pairs]
        told = "; ".join(f"{np.median(x):.0f} ({np.percentile(x, 90):.0f})" for x in zip(*far, strict=True))
        rows.append((both, name, bare, pdq, told))
    print(f"{'change':24}{'bare PDQ':>10}{'+ turns, trim':>15}{'+ dHash':>9}   bits apart, median (90th): PDQ; dHash")
    for both, name, bare, pdq, told in sorted(rows):
        print(f"{name:24}{bare:>7}/{len(pictures)}{pdq:>12}/{len(pictures)}{both:>6}/{len(pictures)}   {told}")


def near(distance: tuple[int, int]) -> bool:
    """The rule of ``isnad.preserve.media.nearest``."""
    pdq, dhash = distance
    return pdq <= PDQ_NEAR or (dhash <= DHASH_NEAR and pdq <= PDQ_SEEN)


def unlike(title: str, pictures: Iterable[Picture]) -> None:
    """How near unlike pictures come: every pair of those good enough, in eight turns, trimmed or not."""
    every = [prints_of(p) for p in pictures]
    known = [[p for p in k if p["quality"] >= FAINT] for k in every if k[0]["quality"] >= FAINT]
    faint = sum(k[0]["quality"] < CLEAR for k in every)
    print(f"{title}: of {len(every)}, {len(every) - len(known)} too plain to be compared, {faint} only with clear ones")
    plain = [(n, p) for n, k in enumerate(known) for p in k if not p["turn"]]
    owner = np.array([n for n, _ in plain])
    clear = np.array([p["quality"] >= CLEAR for _, p in plain])
    words = {m: _words(p[m] for _, p in plain) for m in ("pdq", "dhash")}
    alone, joint = np.zeros((2, 257), int), np.zeros(257, int)
    false = 0
    for n, k in enumerate(known):
        least, seen = np.full((2, len(known)), 256), np.full(len(known), 256)
        wrong = np.zeros(len(known), bool)
        for sought in k:
            pdq, dhash = (
                np.where(
                    clear | (sought["quality"] >= CLEAR),
                    np.bitwise_count(words[m] ^ _words([sought[m]])).sum(axis=1),
                    256,
                )
                for m in ("pdq", "dhash")
            )
            np.minimum.at(least[0], owner, pdq)
            np.minimum.at(least[1], owner, dhash)
            np.minimum.at(seen, owner, np.where(pdq <= PDQ_SEEN, dhash, 256))
            np.logical_or.at(wrong, owner, (pdq <= PDQ_NEAR) | ((dhash <= DHASH_NEAR) & (pdq <= PDQ_SEEN)))
        for row, distance in zip((*alone, joint), (*least, seen), strict=True):
            row += np.bincount(distance[n + 1 :], minlength=257)
        false += int(wrong[n + 1 :].sum())
    pairs = len(known) * (len(known) - 1) // 2
    print(f"  {false} of {pairs:,} unlike pairs held for alike")
    for name, row in zip(("PDQ", "dHash", f"dHash where PDQ <= {PDQ_SEEN}"), (*alone, joint), strict=True):
        upto = row.cumsum()
        print(f"  {name}: nearest {row.nonzero()[0][0]}; within " + ", ".join(f"{d}: {upto[d]}" for d in MARKS))


MARKS = (20, 26, 31, 36, 40, 48, 56, 64, 72, 80, 88)


def _words(bits: Iterable[str]) -> np.ndarray:
    return np.frombuffer(bytes.fromhex("".join(bits)), np.uint64).reshape(-1, 4)


def speed(pictures: list[Picture]) -> None:
    """Pictures a second, and a scan of a million prints."""
    start = time.perf_counter()
    for picture in pictures:
        prints_of(picture)
    print(f"prints in all turns: {len(pictures) / (time.perf_counter() - start):.1f} pictures/s (decoded, 640 px)")
    million = Bits(["".join(f"{random.getrandbits(256):064x}") for _ in range(1_000_000)])
    times = []
    for _ in range(5):
        start = time.perf_counter()
        million.within(f"{random.getrandbits(256):064x}", PDQ_NEAR)
        times.append(time.perf_counter() - start)
    print(f"a scan of 1,000,000 prints: {max(times):.3f} s at worst, {np.median(times):.3f} s in the middle")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--photos", type=Path)
    asked.add_argument("--pictures", type=int, default=42)
    asked.add_argument("--unlike", type=int, default=1500)
    given = asked.parse_args()
    pictures = [drawn(n) for n in range(given.pictures)]
    photos = []
    if given.photos:
        photos = [Image.open(p).convert("RGB") for p in sorted(given.photos.iterdir())]
        print(f"\n{len(photos)} photographs, each change then saved as JPEG 85")
        found_again(photos)
    print(f"\n{len(pictures)} drawn pictures, each change then saved as JPEG 85")
    found_again(pictures)
    print("\nunlike pairs")
    few = (drawn(10_000 + n, 320, 240) for n in range(given.unlike))
    unlike("drawn scenes and photographs", itertools.chain(few, photos))
    unlike("pages, nights, skylines", (alike(n) for n in range(given.unlike * 3 // 10)))
    print()
    speed(pictures[:20])


if __name__ == "__main__":
    main()
