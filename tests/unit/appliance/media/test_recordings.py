from dataclasses import replace

import pytest

from appliance.media import errors
from appliance.media.kinds import MEGABYTE
from appliance.media.programs import UnusableFile
from appliance.media.recordings import Recording, check_film, is_fit_sound

SONG = Recording(
    seconds=3, sound=["aac"], channels=2, film=[], pixels=None, width=None, height=None, has_thumbnail=False
)
FILM = replace(SONG, film=["h264"], pixels="yuv420p", width=640, height=360)
OPUS = replace(SONG, sound=["opus"], channels=1)


@pytest.mark.parametrize(
    ("found", "content_type"),
    [
        (SONG, "audio/mp4"),
        (SONG, "audio/aac"),
        (OPUS, "audio/ogg"),
        (replace(SONG, sound=["mp3float"]), "audio/mpeg"),
        (replace(SONG, sound=["amrnb"]), "audio/amr"),
    ],
)
def test_what_meta_plays_goes_as_it_is(found: Recording, content_type: str) -> None:
    assert is_fit_sound(found, content_type, 16 * MEGABYTE)
    assert not is_fit_sound(found, content_type, 16 * MEGABYTE + 1)


@pytest.mark.parametrize(
    ("found", "content_type"),
    [
        (replace(OPUS, channels=2), "audio/ogg"),
        (replace(OPUS, sound=["vorbis"]), "audio/ogg"),
        (replace(SONG, sound=["alac"]), "audio/mp4"),
        (replace(SONG, sound=["pcm_s16le"]), "audio/wav"),
        (OPUS, "audio/webm"),
        (FILM, "audio/mp4"),
        (replace(SONG, sound=[]), "audio/mp4"),
        (replace(SONG, sound=["aac", "aac"]), "audio/mp4"),
    ],
)
def test_what_meta_does_not_play_is_made_anew(found: Recording, content_type: str) -> None:
    assert not is_fit_sound(found, content_type, 1000)


def test_a_film_is_h264_with_aac_or_without_sound() -> None:
    check_film(FILM)
    check_film(replace(FILM, sound=[]))


@pytest.mark.parametrize(
    "found",
    [
        SONG,
        replace(FILM, film=["hevc"]),
        replace(FILM, film=["h264", "h264"]),
        replace(FILM, pixels="yuv420p10le"),
        replace(FILM, sound=["opus"]),
        replace(FILM, sound=["aac", "aac"]),
    ],
)
def test_any_other_film_is_refused(found: Recording) -> None:
    with pytest.raises(UnusableFile) as refused:
        check_film(found)
    assert refused.value.code == errors.WRONG_VIDEO
