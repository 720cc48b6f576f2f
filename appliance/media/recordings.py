"""Sound and film, looked at and made into what WhatsApp takes, by the program that does it within limits."""

from dataclasses import dataclass
from pathlib import Path

from appliance.media import errors
from appliance.media.kinds import KINDS, SHORT_VOICE_BYTES
from appliance.media.programs import UnusableFile, run_program
from appliance.media.recording_program import DEMUXERS

LOOK_SECONDS = 12
OPUS_SECONDS = 40
"""For an hour of sound on a busy machine; with the look before it, still inside the job's timeout."""
VOICE_RATES = (32_000, 16_000)
"""Bits a second, speech is clear at both: the lower where it makes the note small enough to play at once."""
SOUND_RATES = (64_000, 32_000)
_CODECS = {
    "audio/aac": {"aac"},
    "audio/amr": {"amrnb", "amrwb", "libopencore_amrnb", "libopencore_amrwb"},
    "audio/mpeg": {"mp3", "mp3float"},
    "audio/mp4": {"aac"},
    "audio/ogg": {"opus", "libopus"},
}


@dataclass(frozen=True)
class Recording:
    """What is in it; codecs as FFmpeg calls them, sizes as it is seen."""

    seconds: int | None
    sound: list[str]
    channels: int
    film: list[str]
    pixels: str | None
    width: int | None
    height: int | None
    has_thumbnail: bool


def look(source: Path, thumbnail: Path, content_type: str) -> Recording:
    """Also draws a film's first frame. Raises UnusableFile, and for a type that nobody can look into too."""
    if content_type not in DEMUXERS:
        raise UnusableFile(content_type, errors.UNPLAYABLE)
    found = run_program(
        "recording_program",
        *("look", str(source), str(thumbnail), content_type),
        seconds=LOOK_SECONDS,
        otherwise=errors.UNPLAYABLE,
    )
    return Recording(**found)


def is_fit_sound(found: Recording, content_type: str, size: int) -> bool:
    """Whether Meta takes the recording as an audio as it is (Meta, "Media": OGG is Opus, of one channel)."""
    return (
        size <= KINDS["audio"].sent_limit
        and len(found.sound) == 1
        and not found.film
        and found.sound[0] in _CODECS.get(content_type, ())
        and (content_type != "audio/ogg" or found.channels == 1)
    )


def check_film(found: Recording) -> None:
    """Raises UnusableFile unless WhatsApp plays it: H.264, and AAC if there is sound (Meta, "Media")."""
    is_film = found.film == ["h264"] and found.pixels in {"yuv420p", "yuvj420p"}
    if not is_film or found.sound not in ([], ["aac"]):
        raise UnusableFile(f"{found.film} {found.pixels} {found.sound}", errors.WRONG_VIDEO)


def make_opus(source: Path, target: Path, content_type: str, *, is_voice: bool) -> int:
    """Writes its sound as OGG/Opus mono; how many seconds it lasts. Raises UnusableFile."""
    rates = VOICE_RATES if is_voice else SOUND_RATES
    aim = SHORT_VOICE_BYTES if is_voice else KINDS["audio"].sent_limit
    seconds = _opus(source, target, content_type, rates[0])
    if target.stat().st_size > aim and seconds * rates[1] / 8 < aim:
        seconds = _opus(source, target, content_type, rates[1])
    if target.stat().st_size > KINDS["audio"].sent_limit:
        raise UnusableFile(f"{target.stat().st_size} bytes", errors.NOT_SMALL_ENOUGH)
    return seconds


def _opus(source: Path, target: Path, content_type: str, rate: int) -> int:
    found = run_program(
        "recording_program",
        *("opus", str(source), str(target), content_type, str(rate)),
        seconds=OPUS_SECONDS,
        otherwise=errors.UNPLAYABLE,
        late=errors.TOO_LONG,
    )
    return int(found["seconds"])
