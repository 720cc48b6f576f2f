import pytest
from rich.console import Console

from control_plane.cli.outcome import OperationFailed
from control_plane.cli.output import Output


def operation(state, *step_states, error=None):
    steps = [
        {"name": f"step_{number}", "state": step, "percent": 50, "message": "doing [it]"}
        for number, step in enumerate(step_states)
    ]
    return {"state": state, "steps": steps, "error": error}


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


def test_a_failure_carries_the_operation(capsys):
    failed = operation("failed", "failed", error={"message": "No disk.", "next_action": "Free some."})
    with pytest.raises(OperationFailed, match=r"No disk\. Free some\.") as raised:
        Output(as_json=True).follow(iter([failed]))
    assert raised.value.document == failed
    assert raised.value.exit_code == 1


def test_undone_is_good_where_it_was_wanted():
    assert Output(as_json=True).follow(iter([operation("undone")]), good="undone")


def test_undone_is_no_success():
    with pytest.raises(OperationFailed, match="ended undone"):
        Output(as_json=True).follow(iter([operation("undone")]))


def test_text_of_others_is_no_markup(capsys):
    Output(as_json=False).facts({"name": "[red]ACME[/red]", "none": None, "list": [1]})
    printed = capsys.readouterr().out
    assert "[red]ACME[/red]" in printed and "–" in printed and "[1]" in printed
