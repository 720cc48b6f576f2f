from pathlib import Path

import pytest
import yaml

from control_plane.adapters import stack_file
from control_plane.errors import StepFailed


def test_a_place_inside_a_text_is_filled() -> None:
    assert stack_file.render({"name": "${STACK}-edge"}, {"STACK": "t-acme"}) == {"name": "t-acme-edge"}


def test_a_lone_place_takes_the_values_type() -> None:
    document = {"aliases": "${ALIASES}", "pids": "${PIDS}"}
    rendered = stack_file.render(document, {"ALIASES": ["a", "b"], "PIDS": 64})
    assert rendered == {"aliases": ["a", "b"], "pids": 64}


def test_keys_and_lists_are_walked() -> None:
    rendered = stack_file.render({"a": [{"b": ["${X}"]}]}, {"X": "y"})
    assert rendered == {"a": [{"b": ["y"]}]}


def test_every_missing_value_is_named_at_once() -> None:
    with pytest.raises(StepFailed, match=r"no value for A; no value for B"):
        stack_file.render({"x": "${B}", "y": ["-${A}-"]}, {})


def test_a_list_inside_a_text_is_refused() -> None:
    with pytest.raises(StepFailed, match="A is a list"):
        stack_file.render({"x": "-${A}"}, {"A": ["b"]})


@pytest.mark.parametrize("text", ["costs $5", "$HOME", "${lower}", "${A:-default}", "end $"])
def test_a_lone_dollar_is_refused(text: str) -> None:
    with pytest.raises(StepFailed, match=r"lone \$"):
        stack_file.render({"x": text}, {"A": "b"})


def test_an_escaped_dollar_stays_escaped() -> None:
    assert stack_file.render({"x": "a$$b"}, {}) == {"x": "a$$b"}


def test_a_value_cannot_be_substituted_again() -> None:
    rendered = stack_file.render({"x": "${A}", "y": "-${A}", "z": "${L}"}, {"A": "${B}$C", "L": ["$D"]})
    assert rendered == {"x": "$${B}$$C", "y": "-$${B}$$C", "z": ["$$D"]}


@pytest.mark.parametrize("value", ["yes", "123", "a: b", "- x", '"', "{{}}", "# x", "ç\n\tö", "*anchor"])
def test_no_value_changes_the_shape_of_the_file(value: str) -> None:
    rendered = stack_file.render({"services": {"web": {"environment": {"NAME": "${NAME}"}}}}, {"NAME": value})
    assert yaml.safe_load(stack_file.to_yaml(rendered)) == {
        "services": {"web": {"environment": {"NAME": value}}}
    }


def test_shared_parts_are_written_out_and_their_sources_left_out() -> None:
    shared = {"a": 1}
    text = stack_file.to_yaml({"x-labels": shared, "one": shared, "two": shared})
    assert "&" not in text
    assert yaml.safe_load(text) == {"one": {"a": 1}, "two": {"a": 1}}


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match="cannot be read"):
        stack_file.load(tmp_path / "none.yml")


def test_a_file_that_is_no_mapping_is_said(tmp_path: Path) -> None:
    (tmp_path / "list.yml").write_text("- a")
    with pytest.raises(StepFailed, match="not a mapping"):
        stack_file.load(tmp_path / "list.yml")


@pytest.mark.parametrize("value", ["0089", "1e3", "0o17", "1_000", "yes", "~", "12:30:45", "2026-11-23"])
def test_a_text_is_in_quotes_whatever_it_looks_like(value: str) -> None:
    assert stack_file.to_yaml({"name": value}) == f'"name": "{value}"\n'
