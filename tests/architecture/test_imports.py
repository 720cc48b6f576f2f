from importlinter.api import read_configuration
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def test_imports_point_one_way() -> None:
    assert read_configuration()["session_options"]["root_packages"]
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS
