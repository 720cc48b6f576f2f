"""What somebody types reaches the API as one segment: commands make paths with `path_to`, never by hand."""

import ast

from tests.sources import ROOT, python_files


def _has_path(node: ast.JoinedStr) -> bool:
    pieces = (part.value for part in node.values if isinstance(part, ast.Constant))
    return any(isinstance(piece, str) and piece.startswith("/") for piece in pieces)


def test_no_command_writes_a_path_around_what_was_typed() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in python_files("control_plane/cli")
        if file.name != "client.py"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr) and _has_path(node)
    ]
    assert found == []
