"""Every code that an operation can end with is explained: read from the code that can end one.

That is the engine, its steps and adapters, the vault, the jobs (backups, the appliance's commands) and the
shell script among them. A code that stands in no call as text is listed here, or a test says that it is not.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from appliance.brand.from_platform import _PICTURE_PROBLEMS
from control_plane.operations.explanations import UNKNOWN, cause_of, texts
from control_plane.operations.steps.leave_account import _CODES

ROOT = Path(__file__).parents[2]
OPERATIONS = ROOT / "control_plane/operations"
APPLIANCE = ROOT / "appliance"

ERRORS = {
    *("StepFailed", "RetryLater", "ControlPlaneError", "NotFound", "Conflict", "InvalidInput"),
    *("AppError", "ConnectionRefused"),
}
"""What is made with a code first. LeaseLost is left out: it ends a walk, not an operation."""
HELPERS = {"_ended_badly", "_unexpected"}
"""Functions that choose the error, and are given its code first."""
PLATFORM = [
    *OPERATIONS.rglob("*.py"),
    *(ROOT / "control_plane/adapters").rglob("*.py"),
    ROOT / "control_plane/services/credentials.py",
    ROOT / "control_plane/platform_keys.py",
]
BACKUPS = [*(ROOT / "backups").rglob("*.py")]
COMMANDS = {
    "migrate": ("migrations/commands.py",),
    "create-users": ("accounts/first_users.py",),
    "connect-whatsapp": ("whatsapp/connecting.py",),
    "disconnect-whatsapp": ("whatsapp/connecting.py",),
    "set-brand": ("brand/from_platform.py", "brand/changing.py"),
    "after-restore": ("restoring.py",),
    "reseal": ("resealing.py",),
    "after-copy": ("copying.py", "restoring.py"),
}
"""Of the appliance: the modules whose errors a job of this command can end with."""
REPORTING = APPLIANCE / "commands/reporting.py"
COMPUTED = {
    "control_plane/operations/steps/run_job.py": {"job_failed"},  # or the job's own, which are found below
    "control_plane/operations/steps/connect_whatsapp.py": {"job_failed"},  # or whatever else it waits to pass
    "control_plane/operations/steps/leave_account.py": {*_CODES.values(), "whatsapp_refused"},
    "appliance/brand/from_platform.py": set(_PICTURE_PROBLEMS),
    "control_plane/adapters/docker_engine.py": {"engine_refused"},
}
"""Codes that no call has as text."""


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def texts_in(node: ast.AST) -> set[str]:
    return {
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def first_arguments(path: Path, functions: set[str]) -> Iterator[ast.expr]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and name_of(node.func) in functions and node.args:
            yield node.args[0]


def codes_of(path: Path, argument: ast.expr) -> set[str]:
    """What a call's first argument can be."""
    if isinstance(argument, ast.Constant):
        return {str(argument.value)}
    if isinstance(argument, ast.Name) and argument.id in given(path):
        return set()
    found = assigned(path, argument.id) if isinstance(argument, ast.Name) else set()
    found |= COMPUTED.get(str(path.relative_to(ROOT)), set())
    assert found, f"{path}:{argument.lineno} computes a code: say in COMPUTED which it can be"
    return found


def given(path: Path) -> set[str]:
    """The parameters of helpers: the codes are where they are called."""
    helpers = [
        each for each in ast.walk(tree(path)) if isinstance(each, ast.FunctionDef) and each.name in HELPERS
    ]
    return {parameter.arg for helper in helpers for parameter in helper.args.args}


def assigned(path: Path, variable: str) -> set[str]:
    """What a module gives a variable or attribute of this name: a text, one of two, a function's answer."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Assign):
            continue
        targets = {name_of(each) for target in node.targets for each in ast.walk(target)}
        if variable not in targets:
            continue
        value = node.value
        if isinstance(value, ast.IfExp):
            found |= texts_in(value.body) | texts_in(value.orelse)
        elif isinstance(value, ast.Call):
            found |= returned(path, name_of(value.func))
        elif isinstance(value, ast.Constant) and isinstance(value.value, str):
            found.add(value.value)
    return found


def returned(path: Path, function: str) -> set[str]:
    """The first texts of the pairs that a function of this module returns."""
    bodies = [
        each for each in ast.walk(tree(path)) if isinstance(each, ast.FunctionDef) and each.name == function
    ]
    pairs = [each.value for body in bodies for each in ast.walk(body) if isinstance(each, ast.Return)]
    return {text for pair in pairs if isinstance(pair, ast.Tuple) for text in texts_in(pair.elts[0])}


def found_codes() -> Iterator[tuple[str, Path]]:
    for path in [*PLATFORM, *(APPLIANCE / name for names in COMMANDS.values() for name in names)]:
        for argument in first_arguments(path, ERRORS | HELPERS):
            yield from ((code, path) for code in codes_of(path, argument))
        yield from ((code, path) for code in assigned(path, "error_code"))
    for path in BACKUPS:
        yield from ((code, path) for code in assigned(path, "code"))
        for argument in first_arguments(path, {"error"}):
            yield from ((code, path) for code in texts_in(argument))
    for argument in first_arguments(REPORTING, {"_failed"}):
        yield from ((code, REPORTING) for code in texts_in(argument))
    for path in OPERATIONS.rglob("*.sh"):
        yield from ((code, path) for code in re.findall(r"code=(\w+)", path.read_text(encoding="utf-8")))
    for name, codes in COMPUTED.items():
        yield from ((code, ROOT / name) for code in codes)


CODES = {code: str(path.relative_to(ROOT)) for code, path in found_codes()}


def test_the_codes_are_found() -> None:
    some = {
        *(
            "canceled",
            "engine_refused",
            "step_hung",
            "edge_unreachable",
            "credential_missing",
            "smoke_credentials",
        ),
        *("dump_failed", "bad_usage", "migration_running", "first_users", "whatsapp_ids", "job_broke"),
        *("database_refused", "unreadable_image"),
    }
    assert some <= CODES.keys()


def test_every_command_that_a_step_runs_was_read() -> None:
    asked = [
        node.args[2]
        for path in OPERATIONS.rglob("*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and name_of(node.func) == "appliance_job"
    ]
    written = {argument.value for argument in asked if isinstance(argument, ast.Constant)}
    in_a_loop = {"migrate", "after-restore"}  # steps/restore_into_new_volumes.py
    passed_on = {"connect-whatsapp", "disconnect-whatsapp"}  # steps/connect_whatsapp.py
    assert written | in_a_loop | passed_on == COMMANDS.keys()


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_code_is_explained(code: str) -> None:
    assert code in texts().causes, (
        f"{CODES[code]} can end an operation with {code}: say why in operations/causes"
    )


def test_nothing_is_explained_that_cannot_happen() -> None:
    assert texts().causes.keys() - CODES.keys() == {UNKNOWN}


def test_what_a_newer_image_says_is_explained_too() -> None:
    assert cause_of("never_heard_of") == texts().causes[UNKNOWN]
