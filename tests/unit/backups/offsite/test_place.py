"""What restic says of another place, told apart; and what its own process alone is told."""

from pathlib import Path

import pytest

from backups import errors
from backups.errors import BackupError, ResticFailed
from backups.offsite.place import Place, _login, explained, read_place


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Stat(<config/>) failed: unexpected HTTP response (401): 401 Unauthorized", errors.OffsiteRefused),
        ("unexpected HTTP response (403): 403 Forbidden", errors.OffsiteRefused),
        ("client.PutObject: Access Denied.", errors.OffsiteRefused),
        ("Save(<lock/b8>) returned error: unexpected HTTP response (413)", errors.OffsiteFull),
        ("unexpected HTTP response (507): 507 Insufficient Storage", errors.OffsiteFull),
        ("unexpected HTTP response (500): 500 Internal Server Error", errors.OffsiteUnreachable),
        ("dial tcp 127.0.0.1:9: connect: connection refused", errors.OffsiteUnreachable),
        (
            "Get: dial tcp 127.0.0.1:507: connect: connection refused, retrying after 507.401ms",
            errors.OffsiteUnreachable,
        ),
        ("failed, retrying after 403.1ms", errors.OffsiteFailed),
        ("HTTP/1.1 503 Service Unavailable", errors.OffsiteUnreachable),
        ("lookup nowhere.invalid on 10.0.0.1:53: no such host", errors.OffsiteUnreachable),
        ("tls: failed to verify certificate: x509: unknown authority", errors.OffsiteUnreachable),
        ("Fatal: something that nobody has met", errors.OffsiteFailed),
    ],
)
def test_it_is_told_apart(words: str, kind: type[BackupError]) -> None:
    with pytest.raises(kind) as failed, explained():
        raise ResticFailed(words)
    assert type(failed.value) is kind and words in str(failed.value)


def test_what_is_read_back_wrong_is_damaged() -> None:
    with pytest.raises(errors.OffsiteDamaged), explained(errors.OffsiteDamaged):
        raise ResticFailed("Fatal: repository contains errors")


def test_a_full_disk_here_is_not_the_other_place() -> None:
    with pytest.raises(ResticFailed), explained():
        raise ResticFailed("write /backups/x: no space left on device")


@pytest.mark.parametrize(
    ("location", "names"),
    [
        ("rest:https://copies.example/guiche/a", ("RESTIC_REST_USERNAME", "RESTIC_REST_PASSWORD")),
        ("s3:s3.example/bucket/guiche/a", ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")),
    ],
)
def test_the_login_as_restic_wants_it(tmp_path: Path, location: str, names: tuple[str, str]) -> None:
    (tmp_path / "login").write_text("shop\nopen sesame\n")
    place = Place(location, tmp_path / "login", tmp_path / "passwords", tmp_path)
    assert _login(place) == dict(zip(names, ("shop", "open sesame"), strict=True))


def test_a_place_that_asks_for_no_login(tmp_path: Path) -> None:
    (tmp_path / "login").write_text("\n\n")
    assert _login(Place("/mnt/copies", tmp_path / "login", tmp_path / "passwords", tmp_path)) == {}


def test_a_place_is_needed() -> None:
    with pytest.raises(errors.BadSettings, match="OFFSITE_REPOSITORY"):
        read_place({})
