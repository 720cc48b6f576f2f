import pytest

from control_plane.cli.main import guiche as command


@pytest.fixture
def complete(monkeypatch, capsys):
    """What bash is offered for the last of these words."""

    def run(*words):
        monkeypatch.setenv("_GUICHE_COMPLETE", "bash_complete")
        monkeypatch.setenv("COMP_WORDS", " ".join(("guiche", *words)))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        capsys.readouterr()
        with pytest.raises(SystemExit):
            command.main([], prog_name="guiche")
        return [line.partition(",")[2] for line in capsys.readouterr().out.splitlines()]

    return run


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(guiche, shell):
    script = guiche("completion", shell)
    assert script.code == 0 and f"_GUICHE_COMPLETE={shell}_complete" in script.out


def test_another_shell_is_refused(guiche):
    assert guiche("completion", "tcsh").code == 2


def test_commands_are_completed(complete):
    assert "backup" in complete("back")


def test_tenants_are_completed(complete, signed_in, add_tenant):
    for slug in ("acme", "acme-sul", "zeta"):
        add_tenant(slug)
    assert complete("tenant", "show", "ac") == ["acme", "acme-sul"]


@pytest.mark.parametrize(
    "words",
    [
        ("tenant", "logs"),
        ("tenant", "bulk", "backup"),
        ("tenant", "bulk", "backup", "zeta"),
        ("operation", "list", "--tenant"),
        ("alarm", "list", "--tenant"),
        ("webhook", "list", "--tenant"),
        ("audit", "list", "--tenant"),
        ("usage", "show", "--tenant"),
        ("whatsapp", "connections", "--tenant"),
        ("tenant", "create", "new", "--from-tenant"),
    ],
)
def test_wherever_a_tenant_is_named(complete, signed_in, add_tenant, words):
    for slug in ("acme", "zeta"):
        add_tenant(slug)
    assert complete(*words, "ac") == ["acme"]


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "show"),
        ("plan", "change"),
        ("tenant", "create", "new", "--plan"),
        ("tenant", "change", "acme", "--plan"),
    ],
)
def test_plans_are_completed(complete, signed_in, add_tenant, words):
    add_tenant("standardbank")
    assert complete(*words, "st") == ["standard"]


@pytest.mark.parametrize("words", [("tenant", "create"), ("plan", "create")])
def test_what_is_taken_is_no_help_for_what_is_new(complete, signed_in, add_tenant, words):
    add_tenant("acme")
    assert complete(*words, "ac") == [""]


def test_without_an_answer_there_is_nothing_to_offer(complete, config):
    assert complete("tenant", "show", "ac") == [""]
