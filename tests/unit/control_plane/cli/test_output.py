import json
import time

import pytest
from rich.console import Console

from control_plane.cli.outcome import OperationFailed
from control_plane.cli.output import Output


def operation(state, *step_states, error=None, is_undoing=False):
    steps = [
        {
            "name": f"step_{number}",
            "state": step,
            "percent": 50,
            "message": "doing [it]",
            "started_at": "2026-01-01T00:00:00+00:00" if step != "pending" else None,
            "finished_at": "2026-01-01T00:01:05+00:00" if step in ("done", "undone", "failed") else None,
        }
        for number, step in enumerate(step_states)
    ]
    return {"id": "op-1", "state": state, "steps": steps, "error": error, "is_undoing": is_undoing}


def test_in_a_pipe_each_change_of_a_step_is_a_line(capsys):
    changes = [operation("running", "running", "pending"), operation("running", "running", "pending")]
    ended = operation("succeeded", "done", "skipped")
    assert Output(as_json=False).follow(iter([*changes, ended])) == ended
    assert capsys.readouterr().err.splitlines() == ["step_0: running", "step_0: done", "step_1: skipped"]


def test_at_a_terminal_there_is_a_bar_per_step(capsys):
    output = Output(as_json=False)
    output._err = Console(stderr=True, force_terminal=True, width=120)
    output.follow(iter([operation("running", "running", "pending"), operation("succeeded", "done", "done")]))
    drawn = capsys.readouterr().err
    assert "step 0" in drawn and "step 1" in drawn and "✔" in drawn
    assert "0:01:05" in drawn


def test_an_undo_is_told_backwards_and_without_what_is_still_to_come(capsys):
    changes = [
        operation("queued", "done", "done", "pending", is_undoing=True),
        operation("running", "done", "running", "pending", is_undoing=True),
        operation("undone", "undone", "undone", "pending", is_undoing=True),
    ]
    Output(as_json=False).follow(iter(changes), good="undone")
    said = capsys.readouterr().err.splitlines()
    assert said == ["step_1: running", "step_1: undone", "step_0: undone"]


def test_an_undo_is_drawn_backwards_with_its_own_times(capsys):
    output = Output(as_json=False)
    output._err = Console(stderr=True, force_terminal=True, width=120)
    changes = [operation("undone", "undone", "undone", "pending", is_undoing=True)]
    output.follow(iter(changes), good="undone")
    drawn = capsys.readouterr().err
    assert drawn.index("step 1") < drawn.index("step 0")
    assert "step 2" not in drawn and "↶" in drawn and "0:01:05" in drawn


def test_a_failure_carries_the_operation(capsys):
    failed = operation("failed", "failed", error={"message": "No disk.", "next_action": "Free some."})
    said = r"No disk\. Free some\. .explained: guiche operation explain op-1"
    with pytest.raises(OperationFailed, match=said) as raised:
        Output(as_json=True).follow(iter([failed]))
    assert raised.value.document == failed
    assert raised.value.exit_code == 1


def test_undone_is_good_where_it_was_wanted():
    assert Output(as_json=True).follow(iter([operation("undone")]), good="undone")


def test_undone_is_no_success():
    with pytest.raises(OperationFailed, match="ended undone"):
        Output(as_json=True).follow(iter([operation("undone")]))


def test_text_of_others_is_no_markup_and_moves_no_cursor(capsys):
    Output(as_json=False).facts({"name": "[red]ACME[/red]\x1b[2J\u202e", "none": None, "list": [1, 2]})
    printed = capsys.readouterr().out
    assert "[red]ACME[/red]\ufffd[2J\ufffd" in printed and "–" in printed
    assert printed.count("\n") == 4


def printed_at(width, capsys, columns=("slug", "created_at", "bytes", "name"), name="ACME"):
    output = Output(as_json=False)
    output._out = Console(width=width, highlight=False)
    row = {"slug": "acme", "created_at": "2026-11-21T09:14:30+00:00", "bytes": 1536, "name": name}
    output.table({"data": [row, row]}, columns)
    return capsys.readouterr().out


@pytest.fixture
def in_sao_paulo(monkeypatch):
    monkeypatch.setenv("TZ", "America/Sao_Paulo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_moments_are_in_the_readers_time_and_sizes_in_units(in_sao_paulo, capsys):
    printed = printed_at(80, capsys)
    assert printed.split("\n")[0].split() == ["slug", "created", "size", "name"]
    assert "2026-11-21 06:14" in printed and "1.5 KiB" in printed
    assert printed.count("\n") == 3


def test_a_long_name_takes_more_lines_and_shortens_nothing_else(capsys):
    printed = printed_at(70, capsys, name="Padaria " * 15)
    assert max(map(len, printed.splitlines())) <= 70
    assert printed.count("Padaria") == 30 and printed.count("1.5 KiB") == 2 and "…" not in printed


def test_too_narrow_for_a_table_each_row_is_a_card(capsys):
    printed = printed_at(34, capsys, name="Padaria " * 15)
    assert max(map(len, printed.splitlines())) <= 34
    assert printed.count("size ") == 2 and printed.count("Padaria") == 30


def test_in_a_pipe_a_row_is_a_line(capsys):
    Output(as_json=False).table({"data": [{"name": "x" * 500}]}, ("name",))
    assert capsys.readouterr().out.count("\n") == 2


def test_a_list_of_nothing_is_a_word_and_for_scripts_what_it_was(capsys):
    nothing = {"data": [], "next_cursor": None}
    Output(as_json=False).table(nothing, ("name",))
    assert capsys.readouterr().out == "None.\n"
    Output(as_json=True).table(nothing, ("name",))
    assert json.loads(capsys.readouterr().out) == nothing


def test_a_problem_is_one_line_that_moves_no_cursor(capsys):
    Output(as_json=False).problem("No \x1b[2Jdisk " + "x" * 200)
    assert capsys.readouterr().err.count("\n") == 1
