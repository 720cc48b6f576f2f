"""A program of its own, for sound and film: `python -m appliance.media.recording_program VERB …`.

`look SOURCE THUMBNAIL TYPE` tells what is in a recording and draws the first frame of a film;
`opus SOURCE TARGET TYPE RATE` makes its sound into OGG/Opus mono. Prints one line of JSON; exit code 3
when the recording cannot be used, the last line of its error output saying why (media.errors).

Every codec of FFmpeg is here, and its memory, for a moment: nobody keeps them. A hostile file meets one
demuxer, the one of its own type, which may open no other file and no address, within limits of the kernel's.
"""

import json
import sys
from pathlib import Path
from typing import Any

from appliance.media import errors
from appliance.media.confinement import UNUSABLE, end_with_starter, limit

CPU_SECONDS = 40
FILE_BYTES = 24 * 1024 * 1024
"""Nothing that is made here is larger: WhatsApp takes 16 MB."""
MAX_SECONDS = 3600
SAMPLE_RATE = 48_000
THUMBNAIL_SIZE = (320, 320)
FRAME_PIXELS = 4096 * 2304
PACKETS_LOOKED_AT = 500
"""A film whose first frame does not come by then has no thumbnail."""
DEMUXERS = {
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/flac": "flac",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/webm": "matroska",
    "video/webm": "matroska",
    **dict.fromkeys(("audio/mp4", "audio/3gpp", "video/mp4", "video/3gpp", "video/quicktime"), "mov"),
}


class Refused(Exception):
    """Its text is a code of media.errors."""


def main(arguments: list[str]) -> int:
    """The exit code."""
    import av  # noqa: PLC0415 - before the limits: its libraries are mapped once, then nothing may grow much

    av.logging.set_level(None)
    verb, source, target, content_type, *more = arguments
    limit(CPU_SECONDS, FILE_BYTES)
    try:
        with av.open(source, format=DEMUXERS[content_type], options={"protocol_whitelist": "file"}) as opened:
            found = look(opened, Path(target)) if verb == "look" else to_opus(opened, target, int(more[0]))
    except Refused as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    except (av.FFmpegError, OSError, ValueError, LookupError, MemoryError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n{errors.UNPLAYABLE}\n")
        return UNUSABLE
    sys.stdout.write(json.dumps(found))
    return 0


def look(opened: Any, thumbnail: Path) -> dict[str, Any]:
    """What there is: how long, which codecs; of a film its size and whether its first frame was drawn."""
    film = [stream for stream in opened.streams.video if not stream.disposition & _ATTACHED_PICTURE]
    sound = opened.streams.audio
    found: dict[str, Any] = {
        "seconds": _seconds(opened),
        "sound": [stream.codec_context.name for stream in sound],
        "channels": max((stream.codec_context.channels for stream in sound), default=0),
        "film": [stream.codec_context.name for stream in film],
        "pixels": film[0].codec_context.pix_fmt if film else None,
        "width": None,
        "height": None,
        "has_thumbnail": False,
    }
    if film:
        width, height = film[0].codec_context.width, film[0].codec_context.height
        found |= {"width": width, "height": height}
        if 0 < width * height <= FRAME_PIXELS:
            found |= _draw(opened, film[0], thumbnail)
    return found


def to_opus(opened: Any, target: str, rate: int) -> dict[str, Any]:
    """Its first sound, mixed to one channel. Raises Refused."""
    import av  # noqa: PLC0415

    if not opened.streams.audio:
        raise Refused(errors.NO_SOUND)
    source = opened.streams.audio[0]
    source.codec_context.thread_count = 1
    resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
    samples = 0
    with av.open(target, "w", format="ogg") as made:
        options = {"application": "voip", "vbr": "constrained"}
        stream = made.add_stream("libopus", rate=SAMPLE_RATE, layout="mono", options=options)
        stream.bit_rate = rate
        for frame in _frames(opened, source):
            for piece in resampler.resample(frame):
                piece.pts = samples
                samples += piece.samples
                made.mux(stream.encode(piece))
            if samples > MAX_SECONDS * SAMPLE_RATE:
                raise Refused(errors.TOO_LONG)
        if samples == 0:
            raise Refused(errors.NO_SOUND)
        for piece in resampler.resample(None):
            made.mux(stream.encode(piece))
        made.mux(stream.encode(None))
    return {"seconds": max(1, round(samples / SAMPLE_RATE))}


_ATTACHED_PICTURE = 0x0400
"""AV_DISPOSITION_ATTACHED_PIC: a cover, not a film."""


def _frames(opened: Any, stream: Any) -> Any:
    """What can be decoded; a recording that was cut short is used as far as it goes."""
    import av  # noqa: PLC0415

    packets = opened.demux(stream)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.InvalidDataError, av.EOFError):
            return
        try:
            frames = packet.decode()
        except (av.InvalidDataError, av.EOFError):
            continue
        for frame in frames:
            frame.pts = None
            yield frame


def _seconds(opened: Any) -> int | None:
    if opened.duration is None or opened.duration <= 0:
        return None
    return max(1, round(int(opened.duration) / 1_000_000))


def _draw(opened: Any, stream: Any, thumbnail: Path) -> dict[str, Any]:
    """The first frame, upright and small, as WebP; sizes as it is seen."""
    import av  # noqa: PLC0415

    stream.codec_context.thread_count = 1
    try:
        frame = _first_frame(opened, stream)
        if frame is None:
            return {}
        is_turned = abs(frame.rotation) % 180 == 90
        scale = min(1.0, THUMBNAIL_SIZE[0] / frame.width, THUMBNAIL_SIZE[1] / frame.height)
        width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
        image = frame.reformat(width=width, height=height, format="rgb24").to_image()
        image.rotate(frame.rotation, expand=True).save(thumbnail, "WEBP", quality=75)
    except (av.FFmpegError, OSError, ValueError, MemoryError) as error:
        sys.stderr.write(f"no thumbnail: {type(error).__name__}: {error}\n")
        thumbnail.unlink(missing_ok=True)
        return {}
    size = (frame.height, frame.width) if is_turned else (frame.width, frame.height)
    return {"width": size[0], "height": size[1], "has_thumbnail": True}


def _first_frame(opened: Any, stream: Any) -> Any:
    for number, packet in enumerate(opened.demux(stream)):
        if number > PACKETS_LOOKED_AT:
            return None
        for frame in packet.decode():
            return frame
    return None


if __name__ == "__main__":
    end_with_starter()
    sys.exit(main(sys.argv[1:]))
