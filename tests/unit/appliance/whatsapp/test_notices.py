"""How much each notice of Meta's matters, and the line a person reads of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.whatsapp.notice_texts import readable_notice
from appliance.whatsapp.notices import actual_field, event_of, severity_of

WEBHOOKS = Path(__file__).parents[3] / "payloads/webhooks"


def change(name: str) -> tuple[str, Any]:
    document = json.loads((WEBHOOKS / f"field-{name}.json").read_text())
    found = document["entry"][0]["changes"][0]
    return actual_field(found["field"], found["value"]), found["value"]


@pytest.mark.parametrize(
    ("name", "severity", "event", "line"),
    [
        ("template-approved", "info", "APPROVED", "Modelo “pedido_pronto” (pt_BR): aprovado"),
        (
            "template-rejected",
            "warning",
            "REJECTED",
            "Modelo “pedido_pronto” (pt_BR): recusado · Parâmetros lado a lado",
        ),
        (
            "template-paused",
            "warning",
            "PAUSED",
            "Modelo “pedido_pronto” (pt_BR): pausado · Pausado por 3 horas",
        ),
        (
            "template-quality-misnamed",
            "warning",
            "RED",
            "Modelo “pedido_pronto” (pt_BR): qualidade baixa",
        ),
        ("template-components", "info", None, "Modelo “pedido_pronto” (pt_BR): texto alterado"),
        (
            "template-category-impending",
            "warning",
            "MARKETING",
            "Modelo “pedido_pronto” (pt_BR): a categoria passará a ser marketing",
        ),
        (
            "quality-flagged",
            "warning",
            "FLAGGED",
            "Número 551140040001: qualidade baixa · limite 2.000 clientes",
        ),
        ("capability", "info", None, "Limites da conta · 2000 conversas por dia · 20 números"),
        (
            "name-rejected",
            "warning",
            "REJECTED",
            "Nome de exibição “ACME Oficial” do número 551140040001: recusado · Name format",
        ),
        ("account-violation", "warning", "ACCOUNT_VIOLATION", "A conta violou uma política · Adult"),
        (
            "account-disabled",
            "critical",
            "DISABLED_UPDATE",
            "A conta será desativada · January 31, 2027",
        ),
        ("account-reinstated", "info", "DISABLED_UPDATE", "A conta foi reativada · February 2, 2027"),
        (
            "account-restricted",
            "critical",
            "ACCOUNT_RESTRICTION",
            "A conta foi restringida · não pode começar conversas",
        ),
        ("account-review", "critical", "REJECTED", "Revisão da conta: recusado"),
        (
            "alert",
            "critical",
            "PROFILE_PICTURE_LOST",
            "Alerta da conta · a foto do perfil foi removida · Profile picture was removed.",
        ),
        (
            "security",
            "warning",
            "PIN_RESET_REQUEST",
            "Alguém pediu para redefinir o PIN do número · 551140040001",
        ),
        ("never-seen", "info", None, "Aviso da Meta: field_of_tomorrow"),
    ],
)
def test_each_notice_says_what_happened_and_how_much_it_matters(
    name: str, severity: str, event: str | None, line: str
) -> None:
    field, value = change(name)
    assert (severity_of(field, value), event_of(field, value), readable_notice(field, value)) == (
        severity,
        event,
        line,
    )


@pytest.mark.parametrize(
    ("code", "severity"), [(190, "critical"), (131031, "critical"), (130429, "warning"), (1, "warning")]
)
def test_an_error_of_the_number_that_stops_all_sending_is_critical(code: int, severity: str) -> None:
    assert severity_of("number_error", {"code": code}) == severity
    assert str(code) in readable_notice("number_error", {"code": code})


@pytest.mark.parametrize(
    ("field", "value", "line"),
    [
        (
            "phone_number_name_update",
            {
                "decision": "REJECTED",
                "rejection_reason": "NAME_EMPLOYEE_ISSUE",
                "requested_verified_name": "A",
            },
            "Nome de exibição “A” do número da empresa: recusado · o nome é de uma pessoa ou funcionário",
        ),
        (
            "phone_number_name_update",
            {"decision": "REJECTED", "rejection_reason": "NAME_OF_TOMORROW", "requested_verified_name": "A"},
            "Nome de exibição “A” do número da empresa: recusado · Name of tomorrow",
        ),
        (
            "message_template_status_update",
            {"event": "REJECTED", "reason": "TAG_CONTENT_MISMATCH", "message_template_name": "a"},
            "Modelo “a”: recusado · o conteúdo não combina com a categoria ou o idioma",
        ),
        ("message_template_status_update", {"event": "TO_BE_SEEN"}, "Modelo “sem nome”: To be seen"),
        ("account_update", {"event": "SOME_NEWS", "country": "BR"}, "Aviso da conta: Some news · BR"),
        ("account_update", {"ban_info": {"waba_ban_state": "HALF_BAN"}}, "Situação da conta: Half ban"),
        ("phone_number_quality_update", {"event": "SOME_NEWS"}, "Número da empresa: Some news"),
        (
            "business_capability_update",
            {"max_daily_conversations_per_business": "TIER_10K"},
            "Limites da conta · 10.000 clientes por dia",
        ),
        ("security", {"event": "KEY_LOST"}, "Segurança: Key lost · da empresa"),
        ("account_alerts", {"alert_type": "Já em palavras"}, "Alerta da conta · Já em palavras"),
    ],
)
def test_metas_identifiers_are_put_into_words(field: str, value: Any, line: str) -> None:
    assert readable_notice(field, value) == line


FIELDS = sorted({change(path.stem.removeprefix("field-"))[0] for path in WEBHOOKS.glob("field-*.json")})
KEYS = st.sampled_from(["event", "decision", "alert_info", "ban_info", "restriction_info", "code", "errors"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=10,
)


@given(st.sampled_from([*FIELDS, "number_error", "history_error"]), ANYTHING)
def test_whatever_stands_in_a_notice_it_can_be_read(field: str, value: Any) -> None:
    assert readable_notice(field, value)
    assert severity_of(field, value) in {"info", "warning", "critical"}
    assert len(event_of(field, value) or "") <= 64
