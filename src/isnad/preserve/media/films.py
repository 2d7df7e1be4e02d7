"""Films and sound: what a container says of itself, and pictures out of it. PyAV (FFmpeg) is an optional extra.

What may live here: everything that PyAV does with a captured recording. Without it a recording is "not checked", which
is never the same as "nothing found".
"""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from isnad.preserve.media.facts import FactRow, fact

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_FRAMES = 60  # pictures taken out of one film: one a second of the first minute, spread evenly over a longer one
MOST_SECONDS = 30.0  # of work on one film; what was reached by then is used, and said
MOST_STREAMS = 16  # that are told of
MOST_PIXELS = 40_000_000  # a frame: 8K has 33 million
NOT_INSTALLED = "not checked: reading recordings needs PyAV (pip install 'isnad[video]')"

# Tags of QuickTime and MP4 (ISO/IEC 14496-12; Apple, QuickTime File Format), Matroska (RFC 9559, 11) as FFmpeg names
# them. What names a person (artist, author, title) is left out.
_TAGS = (
    "major_brand",
    "creation_time",
    "encoder",
    "com.apple.quicktime.creationdate",
    "com.apple.quicktime.make",
    "com.apple.quicktime.model",
    "com.apple.quicktime.software",
    "com.android.version",
    "com.android.manufacturer",
    "com.android.model",
    "date",
    "make",
    "model",
)
_PLACES = ("com.apple.quicktime.location.ISO6709", "location", "location-eng", "xyz")


def installed() -> bool:
    """Whether recordings can be looked into."""
    from importlib.util import find_spec

    return find_spec("av") is not None


def looked_into(stream: BinaryIO, form: str, *, frames: bool = True) -> dict[str, Any]:
    """A recording's facts and pictures; ``form`` is as ``kinds.kind_of`` names it.

    Gives ``facts``, ``duration`` in seconds, ``width``, ``height``, ``frames`` (pairs of seconds and Pillow pictures)
    and ``short`` (why not all was looked at, else empty).

    Raises ImportError without PyAV, and av.FFmpegError for what FFmpeg cannot read.
    """
    import av

    with av.open(stream, format=_DEMUXERS[form], metadata_errors="replace", options=_ONLY_THIS_FILE) as box:
        assert isinstance(box, av.container.InputContainer)
        pictures = [s for s in box.streams.video if not s.disposition & av.stream.Disposition.attached_pic]
        film = pictures[0] if pictures else None
        duration = (box.duration or 0) / 1_000_000
        found: dict[str, Any] = {
            "facts": _facts(box),
            "duration": duration,
            "width": film.width if film else 0,
            "height": film.height if film else 0,
            "frames": [],
            "short": "",
        }
        if film is None or not frames:
            return found
        if film.width * film.height > MOST_PIXELS:
            return {**found, "short": f"its frames have {film.width} by {film.height} pixels"}
        found["short"] = _take(box, film, duration, found["frames"])
        return found


# FFmpeg follows references to other files and addresses in playlists and in QuickTime: only the file given is opened,
# and only by the demuxer that its first bytes call for, or it might be taken for a playlist after all.
_DEMUXERS = {
    "MP4": "mov",
    "QuickTime": "mov",
    "Matroska": "matroska",
    "AVI": "avi",
    "FLV": "flv",
    "MPEG-PS": "mpeg",
    "MPEG-TS": "mpegts",
    "WAV": "wav",
    "Ogg": "ogg",
    "FLAC": "flac",
    "MP3": "mp3",
}
_ONLY_THIS_FILE = {"protocol_whitelist": "file", "enable_drefs": "0"}


def _take(box: Any, stream: Any, duration: float, into: list[tuple[float, "Image"]]) -> str:
    """Frames into a list; why they stop too soon, else empty."""
    import av

    until = time.monotonic() + MOST_SECONDS
    stream.thread_type = (
        "NONE"  # FFmpeg's own threads can wait for Python while Python waits for them; children are many
    )
    try:
        for at, frame in _frames(box, stream, _moments(duration)):
            into.append((round(at, 3), _upright(frame)))
            if time.monotonic() > until:
                return f"stopped after {MOST_SECONDS:.0f} s of work, {at:.0f} s into the film"
    except (av.FFmpegError, ValueError, MemoryError) as error:
        return f"it breaks off: {type(error).__name__}"
    return ""


def _moments(duration: float) -> list[float]:
    """The seconds at which a frame is taken."""
    if duration <= MOST_FRAMES:
        return [float(n) for n in range(max(1, min(MOST_FRAMES, int(duration) + 1)))]
    return [(n + 0.5) * duration / MOST_FRAMES for n in range(MOST_FRAMES)]


def _frames(box: Any, stream: Any, moments: list[float]) -> Iterator[tuple[float, Any]]:
    """The first frame at or after each moment. A film longer than a minute is jumped through, from key frame to key
    frame: what lies between would take longer than it tells."""
    jump = len(moments) > 1 and moments[1] - moments[0] > 2
    begin = float((stream.start_time or 0) * stream.time_base)
    if jump:
        stream.codec_context.skip_frame = "NONKEY"
        last = None
        for moment in moments:
            box.seek(int((moment + begin) / stream.time_base), stream=stream)
            frame = next(box.decode(stream), None)
            if frame is not None and frame.pts != last:
                last = frame.pts
                yield (frame.time or begin) - begin, frame
        return
    waiting = iter(moments)
    wanted = next(waiting, None)
    for frame in box.decode(stream):
        at = (frame.time or begin) - begin
        if wanted is not None and at >= wanted - 0.001:
            yield at, frame
            while wanted is not None and wanted <= at + 0.001:
                wanted = next(waiting, None)
        if wanted is None:
            return


def _upright(frame: Any) -> "Image":
    """A frame as a picture no larger than is worked on, turned as the container says."""
    scale = min(1.0, 512 / max(frame.width, frame.height))
    small = frame.reformat(
        width=max(16, int(frame.width * scale)), height=max(16, int(frame.height * scale)), format="rgb24"
    )
    picture: Image = small.to_image()
    turn = int(getattr(frame, "rotation", 0) or 0)
    return picture.rotate(turn, expand=True) if turn % 360 else picture


def _facts(box: Any) -> list[FactRow]:
    rows = [fact("container", "format", str(box.format.name))]
    if box.duration:
        rows.append(fact("container", "duration", f"{box.duration / 1_000_000:.3f} s"))
    rows += _tags("container", box.metadata)
    for stream in tuple(box.streams)[:MOST_STREAMS]:
        name = f"stream {stream.index}"
        context = getattr(stream, "codec_context", None)
        if context is None:
            rows.append(fact(name, "type", str(stream.type)))
            continue
        rows.append(fact(name, "codec", f"{stream.type} {context.name}"))
        if stream.type == "video":
            rows.append(fact(name, "dimensions", f"{stream.width} by {stream.height} pixels"))
            if stream.average_rate:
                rows.append(fact(name, "rate", f"{float(stream.average_rate):.3f} frames/s"))
        elif stream.type == "audio":
            rows.append(fact(name, "rate", f"{context.sample_rate} Hz"))
        rows += _tags(name, stream.metadata)
    return rows


def _tags(standard: str, given: Any) -> list[FactRow]:
    said = {str(name): str(value) for name, value in given.items()}
    rows = [fact(standard, name, said[name]) for name in _TAGS if name in said]
    return rows + [fact(standard, name, said[name], place=True) for name in _PLACES if name in said]
