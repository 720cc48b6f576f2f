import pytest

from backups import errors
from backups.restic.repository import error_for, json_lines


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (3, errors.IncompleteBackup),
        (10, errors.RepositoryMissing),
        (11, errors.RepositoryLocked),
        (12, errors.WrongPassword),
        (1, errors.ResticFailed),
        (77, errors.ResticFailed),
        (-9, errors.ResticFailed),
    ],
)
def test_every_exit_status_is_a_failure_of_its_kind(status: int, kind: type[errors.BackupError]) -> None:
    assert type(error_for(status, "backup", "")) is kind


def test_the_words_of_restic_and_of_its_child_are_kept() -> None:
    text = str(error_for(1, "backup", 'dump: lost\n{"message": "Fatal: no snapshot"}\n'))
    assert "dump: lost; Fatal: no snapshot" in text


def test_lines_that_are_not_json_are_passed_over() -> None:
    assert json_lines('hello\n{"a": 1}\n\n') == [{"a": 1}]
