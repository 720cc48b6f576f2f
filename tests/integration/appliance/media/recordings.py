"""Recordings as browsers and phones make them, by the library that is also used to understand them."""

import math
import struct
from array import array
from io import BytesIO
from typing import Any

import av
from PIL import Image

ROTATED = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
UPRIGHT = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)


def sound(name: str, codec: str, seconds: float = 2, *, layout: str = "stereo", rate: int = 48_000) -> bytes:
    """A tone in container `name` (wav, webm, mp4, mp3, ogg …)."""
    target = BytesIO()
    with av.open(target, "w", format=name) as made:
        stream: Any = made.add_stream(codec, rate=rate, layout=layout)
        _sing(made, stream, seconds)
    return target.getvalue()


def film(
    codec: str = "libx264",
    sounds: tuple[str, ...] = ("aac",),
    *,
    name: str = "mp4",
    size: tuple[int, int] = (320, 180),
    seconds: float = 1,
    pixels: str = "yuv420p",
) -> bytes:
    """Red on the left, blue on the right, with as many sounds as named."""
    target = BytesIO()
    picture = Image.new("RGB", size, (0, 0, 200))
    picture.paste((200, 0, 0), (0, 0, size[0] // 2, size[1]))
    with av.open(target, "w", format=name) as made:
        stream: Any = made.add_stream(codec, rate=25)
        stream.width, stream.height, stream.pix_fmt = *size, pixels
        tones: list[Any] = [made.add_stream(tone, rate=48_000, layout="mono") for tone in sounds]
        for _ in range(round(seconds * 25)):
            made.mux(stream.encode(av.VideoFrame.from_image(picture)))
        made.mux(stream.encode(None))
        for tone in tones:
            _sing(made, tone, seconds)
    return target.getvalue()


PLACE = b"+23.55-046.63/"


def placed(content: bytes) -> bytes:
    """The film with the place it was taken at, as Android writes it, behind all else in `moov`."""
    note = struct.pack(">I4sI4sHH", 8 + 12 + len(PLACE), b"udta", 12 + len(PLACE), b"\xa9xyz", len(PLACE), 0)
    start = content.index(b"moov") - 4
    (size,) = struct.unpack_from(">I", content, start)
    end = start + size
    grown = struct.pack(">I", size + len(note) + len(PLACE))
    return content[:start] + grown + content[start + 4 : end] + note + PLACE + content[end:]


def turned(content: bytes) -> bytes:
    """The film as a phone held upright writes it: pixels lying, with a note to turn them."""
    position = content.index(b"tkhd") + 4
    matrix = content.index(UPRIGHT, position)
    return content[:matrix] + ROTATED + content[matrix + len(ROTATED) :]


def codecs(content: bytes, name: str) -> tuple[list[str], list[int], float]:
    """Codecs and channels of its sounds, seconds."""
    with av.open(BytesIO(content), format=name) as opened:
        found = [stream.codec_context for stream in opened.streams.audio]
        seconds = (opened.duration or 0) / 1_000_000
        return [one.name for one in found], [one.channels for one in found], seconds


def _sing(made: Any, stream: Any, seconds: float) -> None:
    rate, channels = stream.codec_context.sample_rate, stream.codec_context.channels
    resampler = av.AudioResampler(
        format=stream.codec_context.format, layout=stream.codec_context.layout, rate=rate
    )
    layout = "mono" if channels == 1 else "stereo"
    done = 0
    while done < seconds * rate:
        samples = min(960, round(seconds * rate) - done)
        frame = av.AudioFrame(format="s16", layout=layout, samples=samples)
        frame.sample_rate, frame.pts = rate, done
        wave = [int(8000 * math.sin((done + at) * 0.05)) for at in range(samples) for _ in range(channels)]
        frame.planes[0].update(array("h", wave).tobytes())
        done += samples
        for piece in resampler.resample(frame):
            made.mux(stream.encode(piece))
    made.mux(stream.encode(None))
