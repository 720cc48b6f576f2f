"""The catalogues agree with one another, and what services refuse has a translation."""

import re
from dataclasses import replace

import pytest

from appliance.brand.from_platform import _PICTURE_PROBLEMS
from appliance.whatsapp.connecting import _refusal
from appliance.whatsapp.graph import GraphError
from backups.errors import BackupError
from control_plane.audit_chain import Head
from control_plane.errors import InvalidInput
from control_plane.operations.catalog import KINDS
from control_plane.operations.steps.apply_brand import ANOTHER_CHANGE
from control_plane.roles import ROLES
from control_plane.services.audit_anchors import Anchor
from control_plane.services.audit_verification import _check_head, _Findings, _tell_break, _tell_lost
from control_plane.services.capacity import capacity_problems
from control_plane.services.operators import require_role
from control_plane.services.passwords import _WEAK
from control_plane.services.preflight import (
    Person,
    WhatsApp,
    number_problems,
    request_problems,
    taken_problems,
)
from control_plane.web.language import DEFAULT_LANGUAGE, LANGUAGES, language

PLACEHOLDER = re.compile(r"\{(\w+)\}")
OTHERS = sorted(LANGUAGES.keys() - {"en"})


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_the_same_texts_and_placeholders(code):
    texts, reference = language(code).texts, language("en").texts
    assert texts.keys() == reference.keys()
    for key, text in texts.items():
        assert PLACEHOLDER.findall(str(text)) == PLACEHOLDER.findall(str(reference[key])), key
        assert text, key


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize(
    "group", ["state", "step_state", "lifecycle", "health", "hostname", "kind", "trigger"]
)
def test_no_two_of_a_group_of_words_read_the_same(code, group):
    words = [text for key, text in language(code).texts.items() if key.rpartition(".")[0] == group]
    assert words
    assert len(words) == len(set(words))


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_is_translated_with_its_own_placeholders(code):
    for pattern, text in language(code).patterns:
        assert set(PLACEHOLDER.findall(text)) <= pattern.groupindex.keys(), text


def test_every_kind_and_step_has_a_name():
    for code in LANGUAGES:
        texts = language(code).texts
        for kind, what in KINDS.items():
            assert {f"kind.{kind}", f"operation.succeeded.{kind}"} <= texts.keys()
            assert {f"step.{name}" for name in what.steps} <= texts.keys()


@pytest.mark.parametrize("code", OTHERS)
def test_every_problem_of_a_new_tenant_is_translated(code, tenant_request):
    request = tenant_request(
        slug="panel",
        name="",
        database="x",
        locale="x",
        timezone="x",
        hostnames=("a.example", "A", "10.0.0.1", "x.localhost", "b.c.example"),
        admin=Person("", ""),
        attendants=(Person("", "x"), Person("B", "b@b.example"), Person("C", "b@b.example")),
        whatsapp=WhatsApp("x", "x", "", "", verify_token="a b"),
        fila_ia_url="x",
        fila_ia_key="",
        smoke_phone="x",
    )
    full = {"engine_version": "19.03", "memory_total": 1, "cpus": 0, "disk_free": 0, "subnets_free": 0}
    full |= {"inodes_free": 0, "bridge_ports_free": 0}
    problems = [
        *request_problems(request, "localhost").values(),
        *request_problems(replace(request, slug="-"), "localhost").values(),
        *number_problems(request.whatsapp.phone_number_id, {request.whatsapp.phone_number_id: "a"}).values(),
        *taken_problems(replace(request, slug="a"), {"a"}, {"a.example", "c.example"}).values(),
        *capacity_problems(full, "mysql").values(),
        *capacity_problems({"disk_total": 0}, "mysql").values(),
    ]
    assert len(problems) > 35
    for said in problems:
        assert language(code).sentence(said) != said


@pytest.mark.parametrize("code", OTHERS)
def test_the_reasons_of_locks_are_translated(code):
    for kind in KINDS.values():
        assert language(code).sentence(kind.reason) != kind.reason


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_said_of_roles_and_passwords_is_translated(code):
    texts = language(code).texts
    for role in ROLES:
        assert f"scope.{role}" in texts
        assert {f"operator_role.{role}", f"operators.role_hint.{role}"} <= texts.keys()
    with pytest.raises(InvalidInput) as refused:
        require_role("")
    for said in (refused.value.message, *_WEAK.values()):
        assert language(code).sentence(said) != said


@pytest.mark.parametrize("code", OTHERS)
def test_what_a_check_of_the_trail_finds_is_translated(code):
    findings = _Findings()
    for entry, before in ((9, 3), (5, 3), (4, 3)):
        _tell_break(entry, before, findings)
    for anchor in (Anchor(3, "a" * 64), Anchor(3, "a" * 64, "2026-11-22T13:46:44.648894+00:00")):
        _tell_lost(anchor, findings)
    _check_head(None, True, 3, 3, findings)
    _check_head(Head(3, 3, "a"), False, 3, 3, findings)
    _check_head(Head(3, 3, "a"), True, 2, 2, findings)
    said = [problem["message"] for problem in findings.problems]
    said += ["Line 3 of the anchors' file is not as it was written."]
    assert len(said) == 9
    for one in said:
        assert language(code).sentence(one) != one


def _what_jobs_say():
    """The sentences of outcome lines: the appliance's own and those of a backup."""
    refusals = [GraphError(code, "Session expired. Log in.", 400) for code in (190, 10, 100, 2200, 4)]
    yield from (_refusal(error, "number 1", "http://a/webhooks/whatsapp").message for error in refusals)
    yield _refusal(refusals[2], "business account 2", "http://a").message
    yield from (f"{kind.what}: exit status 1" for kind in (BackupError, *BackupError.__subclasses__()))


@pytest.mark.parametrize("code", OTHERS)
def test_what_jobs_say_is_translated_and_reasons_are_quoted_as_they_are(code):
    sentences = list(_what_jobs_say())
    assert len(sentences) > 14
    for said in sentences:
        shown = language(code).sentence(said)
        assert shown.split(" ")[:3] != said.split(" ")[:3], said
        assert said.endswith("exit status 1") or shown.endswith(": “Session expired. Log in.”"), shown


@pytest.mark.parametrize("code", OTHERS)
def test_what_the_brand_s_job_says_is_translated(code):
    for problem in _PICTURE_PROBLEMS.values():
        shown = language(code).sentence(f"The favicon cannot be used: {problem}.")
        assert "(favicon)" in shown and problem not in shown
    assert "wrong name" in language(code).sentence("The brand is not usable: wrong name.")
    for said in ("Setting the brand", ANOTHER_CHANGE):
        assert language(code).sentence(said) != said


def test_figures_have_the_decimal_sign_of_the_language():
    said = "Give a number from 0.5 to 64."
    assert language("pt-BR").sentence(said) == "Informe um número de 0,5 a 64."
    assert language("es").sentence(said) == "Indique un número de 0,5 a 64."
    assert language("en").sentence(said) == said


def test_english_stands_as_it_was_said():
    assert language("en").sentence("“a” is reserved for the platform: choose another.").startswith("“a”")


def test_sentences_that_were_joined_are_told_apart():
    said = "“a.b” is an IP address: give a name. “c” is reserved for the platform: choose another."
    assert language("pt-BR").sentence(said) == (
        "“a.b” é um endereço IP: informe um nome. “c” é reservado à plataforma: escolha outro."
    )
    said = "Waiting for mysql: started, not yet healthy, redis: waiting for a network address"
    assert language("pt-BR").sentence(said) == (
        "Esperando mysql: iniciado, ainda se preparando, redis: esperando um endereço de rede"
    )


def test_what_nobody_translated_stands_as_it_was_said():
    assert language("pt-BR").sentence("Something {new} happened.") == "Something {new} happened."
    assert language("pt-BR").sentence("") == ""


def test_unknown_languages_and_names_fall_back():
    assert language("tlh").code == DEFAULT_LANGUAGE
    assert language("es").name("step", "polish_the_bell") == "polish_the_bell"
    with pytest.raises(KeyError):
        language("es").text("no.such.text")
