"""What becomes of errors that click itself finds."""

import click
import pytest

from control_plane.cli.main import guiche as command


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("tenant", "show"), "Missing argument 'SLUG'."),
        (("tenant", "show", "acme", "--nonsense"), "No such option"),
        (("operation", "list", "--limit", "many"), "'many' is not a valid integer"),
        (("nonsense",), "No such command 'nonsense'."),
    ],
)
def test_a_wrong_use_is_a_document_too(guiche, arguments, said):
    result = guiche(*arguments, "--json")
    assert result.code == 2
    error = result.json["error"]
    assert (error["code"], error["details"]) == ("BadInput", {}) and said in error["message"]
    assert said in result.err
    assert guiche(*arguments).out == ""


def test_whoever_gives_up_is_told_so(guiche, monkeypatch):
    def give_up(*_given, **_options):
        raise click.Abort

    monkeypatch.setattr(command, "main", give_up)
    result = guiche("tenant", "list", "--json")
    assert (result.code, result.err) == (130, "Interrupted.\n")
    assert result.json["error"]["message"] == "Interrupted."
    assert guiche("tenant", "list").out == ""
