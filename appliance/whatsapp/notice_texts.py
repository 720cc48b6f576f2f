"""A notice of Meta's as one line that a person can read, in Portuguese, whatever is missing of it."""

import re
from collections.abc import Callable
from typing import Any

from appliance.whatsapp.fields import get, items, text, word
from appliance.whatsapp.graph_errors import MEANINGS
from appliance.whatsapp.notices import HISTORY_ERROR, NUMBER_ERROR

LINE_LIMIT = 400
_IDENTIFIER = re.compile(r"[A-Z]{2}[A-Z0-9]*(?:_[A-Z0-9]+)*")

_STATES = {
    "APPROVED": "aprovado",
    "REJECTED": "recusado",
    "PENDING": "em análise",
    "DEFERRED": "adiado",
    "PAUSED": "pausado",
    "DISABLED": "desativado",
    "FLAGGED": "marcado por baixa qualidade",
    "REINSTATED": "reativado",
    "IN_APPEAL": "em recurso",
    "LOCKED": "bloqueado para edição",
    "LIMIT_EXCEEDED": "acima do limite",
    "ARCHIVED": "arquivado",
    "UNARCHIVED": "desarquivado",
    "DELETED": "excluído",
    "PENDING_DELETION": "em exclusão",
}
_ACCOUNT = {
    "ACCOUNT_VIOLATION": "A conta violou uma política",
    "ACCOUNT_RESTRICTION": "A conta foi restringida",
    "ACCOUNT_DELETED": "A conta foi excluída",
    "ACCOUNT_OFFBOARDED": "O número foi desligado do aplicativo do celular",
    "ACCOUNT_RECONNECTED": "O número foi religado ao aplicativo do celular",
    "VERIFIED_ACCOUNT": "A conta foi verificada",
    "PARTNER_ADDED": "Um parceiro foi adicionado à conta",
    "PARTNER_REMOVED": "Um parceiro foi removido da conta",
    "PARTNER_APP_INSTALLED": "Um aplicativo foi ligado à conta",
    "PARTNER_APP_UNINSTALLED": "Um aplicativo foi desligado da conta",
    "PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE": "A verificação da empresa pelo parceiro mudou",
    "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE": "O país da empresa mudou",
    "VOLUME_BASED_PRICING_TIER_UPDATE": "A faixa de preço por volume mudou",
    "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE": "Preços internacionais de autenticação passam a valer",
    "MM_LITE_TERMS_SIGNED": "Os termos de mensagens de marketing foram aceitos",
    "AD_ACCOUNT_LINKED": "Uma conta de anúncios foi ligada",
}
_BANS = {
    "SCHEDULE_FOR_DISABLE": "A conta será desativada",
    "DISABLE": "A conta foi desativada",
    "REINSTATE": "A conta foi reativada",
}
_SECURITY = {
    "PIN_CHANGED": "O PIN do número foi trocado",
    "PIN_RESET_REQUEST": "Alguém pediu para redefinir o PIN do número",
    "PIN_REQUEST_SUCCESS": "O PIN do número foi redefinido",
}
_WORDS = {
    "ABUSIVE_CONTENT": "conteúdo abusivo",
    "INCORRECT_CATEGORY": "categoria errada",
    "INVALID_FORMAT": "formato inválido",
    "PROMOTIONAL": "conteúdo promocional",
    "SCAM": "parece golpe",
    "TAG_CONTENT_MISMATCH": "o conteúdo não combina com a categoria ou o idioma",
    "MARKETING": "marketing",
    "UTILITY": "utilidade",
    "AUTHENTICATION": "autenticação",
    "TIER_50": "50 clientes",
    "TIER_250": "250 clientes",
    "TIER_1K": "1.000 clientes",
    "TIER_2K": "2.000 clientes",
    "TIER_10K": "10.000 clientes",
    "TIER_100K": "100.000 clientes",
    "TIER_UNLIMITED": "sem limite",
    "NAME_EMPLOYEE_ISSUE": "o nome é de uma pessoa ou funcionário",
    "NAME_INDIVIDUAL_ISSUE": "o nome é de uma pessoa ou funcionário",
    "NAME_ENDCLIENT_NOTRELATED": "o nome é de outra empresa",
    "NAME_FORMAT_UNACCEPTABLE": "o formato do nome não é aceito",
    "NAME_NOT_CONSISTENT": "o nome não combina com a marca da empresa",
    "RESTRICTED_BIZ_INITIATED_MESSAGING": "não pode começar conversas",
    "RESTRICTED_CUSTOMER_INITIATED_MESSAGING": "não pode responder a clientes",
    "RESTRICTED_ADD_PHONE_NUMBER_ACTION": "não pode acrescentar números",
    "PROFILE_PICTURE_LOST": "a foto do perfil foi removida",
    "UNKNOWN": "motivo desconhecido",
}
"""Meta's words for reasons, limits and categories, as the inbox says them."""
_QUALITY = {"GREEN": "alta", "YELLOW": "média", "RED": "baixa", "UNKNOWN": "desconhecida"}


_CHANNEL = {
    "reach": "o acesso à Meta",
    "token": "o token",
    "number": "o número",
    "health": "o envio",
    "quality": "a qualidade",
    "name": "o nome de exibição",
    "account": "a conta",
    "subscription": "a assinatura do aplicativo",
    "webhook": "o endereço de webhook",
    "received": "o recebimento",
    "sending": "o envio de mensagens",
}


def readable_notice(field: str, value: Any) -> str:
    """One line; a field that nobody foresaw is named as Meta names it."""
    writer = _WRITERS.get(field)
    line = writer(value) if writer else f"Aviso da Meta: {field}"
    return line[:LINE_LIMIT]


def _said(theirs: str | None) -> str | None:
    """Meta's word in ours; one that nobody foresaw, as words at least: NEWS_OF_TODAY as "News of today"."""
    if theirs is None or not _IDENTIFIER.fullmatch(theirs):
        return theirs
    return _WORDS.get(theirs) or theirs.replace("_", " ").capitalize()


def _template(value: Any) -> str:
    """Its name and language, as people know it."""
    name = text(get(value, "message_template_name")) or word(get(value, "message_template_id")) or "sem nome"
    language = text(get(value, "message_template_language"))
    return f"Modelo “{name}”" + (f" ({language})" if language else "")


def _template_status(value: Any) -> str:
    event = text(get(value, "event")) or "alterado"
    reasons = (
        text(get(value, "rejection_info", "reason")),
        text(get(value, "other_info", "description")) or text(get(value, "other_info", "title")),
        text(get(value, "reason")),
    )
    reason = next((each for each in reasons if each and each != "NONE"), None)
    date = text(get(value, "disable_info", "disable_date"))
    return _join(
        f"{_template(value)}: {_STATES.get(event) or _said(event)}",
        _said(reason),
        f"em {date}" if date else None,
    )


def _template_quality(value: Any) -> str:
    quality = text(get(value, "new_quality_score")) or ""
    return f"{_template(value)}: qualidade {_QUALITY.get(quality, quality.lower() or 'alterada')}"


def _template_category(value: Any) -> str:
    future = text(get(value, "correct_category"))
    if future:
        return f"{_template(value)}: a categoria passará a ser {_said(future)}"
    return f"{_template(value)}: categoria agora {_said(text(get(value, 'new_category'))) or 'outra'}"


def _account(value: Any) -> str:
    event = text(get(value, "event")) or ""
    ban = get(value, "ban_info")
    if isinstance(ban, dict):
        state = text(get(ban, "waba_ban_state")) or ""
        return _join(_BANS.get(state, f"Situação da conta: {_said(state)}"), text(get(ban, "waba_ban_date")))
    restrictions = [
        _said(text(get(each, "restriction_type"))) for each in items(get(value, "restriction_info"))
    ]
    details = (
        _said(text(get(value, "violation_info", "violation_type"))),
        ", ".join(each for each in restrictions if each) or None,
        text(get(value, "country")),
        _said(text(get(value, "volume_tier_info", "tier"))),
        _said(text(get(value, "disconnection_info", "reason"))),
        _said(text(get(value, "partner_client_certification_info", "status"))),
    )
    return _join(_ACCOUNT.get(event, f"Aviso da conta: {_said(event) or 'sem nome'}"), *details)


def _alert(value: Any) -> str:
    alert = get(value, "alert_info") or value
    kind = text(get(alert, "alert_type"))
    return _join("Alerta da conta", _said(kind), text(get(alert, "alert_description")))


def _quality(value: Any) -> str:
    limit = word(get(value, "max_daily_conversations_per_business")) or word(get(value, "current_limit"))
    event = text(get(value, "event"))
    said = {
        "ONBOARDING": "número pronto",
        "THROUGHPUT_UPGRADE": "mais mensagens por segundo",
        "UPGRADE": "limite maior",
        "DOWNGRADE": "limite menor",
        "FLAGGED": "qualidade baixa",
        "UNFLAGGED": "qualidade normal de novo",
    }.get(event or "") or _said(event)
    return _join(
        f"Número {_number(value)}: {said or 'alterado'}", f"limite {_said(limit)}" if limit else None
    )


def _name_decision(value: Any) -> str:
    state = _STATES.get(text(get(value, "decision")) or "", "alterado")
    wanted = text(get(value, "requested_verified_name")) or ""
    reason = text(get(value, "rejection_reason"))
    return _join(
        f"Nome de exibição “{wanted}” do número {_number(value)}: {state}",
        _said(reason) if reason != "NONE" else None,
    )


def _capability(value: Any) -> str:
    daily = word(get(value, "max_daily_conversations_per_business"))
    numbers = word(get(value, "max_phone_numbers_per_business")) or word(
        get(value, "max_phone_numbers_per_waba")
    )
    return _join(
        "Limites da conta",
        f"{_said(daily)} por dia" if daily and daily.startswith("TIER_") else None,
        f"{daily} conversas por dia" if daily and not daily.startswith("TIER_") else None,
        f"{numbers} números" if numbers else None,
    )


def _review(value: Any) -> str:
    state = _STATES.get(text(get(value, "decision")) or "", "alterada")
    return f"Revisão da conta: {state}"


def _security(value: Any) -> str:
    event = text(get(value, "event")) or ""
    return _join(_SECURITY.get(event, f"Segurança: {_said(event) or 'aviso'}"), _number(value))


def _channel(value: Any) -> str:
    """Of ours: the daily look at the connection found something worse than before."""
    item = text(get(value, "item"), 40) or ""
    state = "com problema" if get(value, "state") == "error" else "pede atenção"
    return f"Conexão com o WhatsApp: {_CHANNEL.get(item, item)} {state}"


def _error(value: Any) -> str:
    """In our words where the code is known, and Meta's beside them."""
    code = get(value, "code")
    known = MEANINGS[code].text if isinstance(code, int) and code in MEANINGS else "Erro do WhatsApp"
    title = text(get(value, "title")) or text(get(value, "message"))
    details = text(get(value, "error_data", "details"))
    return _join(known, str(code) if isinstance(code, int) else None, title, details)


def _history_error(value: Any) -> str:
    if get(value, "code") == 2593109:
        return "O histórico de conversas do celular não foi compartilhado."
    return _join("O histórico de conversas não veio inteiro", text(get(value, "title")))


def _number(value: Any) -> str:
    return word(get(value, "display_phone_number")) or "da empresa"


def _join(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


_PLAN = {
    "users": "pessoas",
    "messages": "mensagens enviadas no mês",
    "ai_answers": "respostas da IA no mês",
    "storage": "espaço, em MiB",
}
_PLAN_ENDS = {
    "users": "ninguém mais pode ser convidado",
    "messages": "a IA deixa as conversas com pessoas até o mês terminar",
    "ai_answers": "a IA deixa as conversas com pessoas até o mês terminar",
}


def _plan_usage(value: Any) -> str:
    if day := text(get(value, "suspends_on")):
        return f"O plano está esgotado: em {day} o atendimento é suspenso, se o plano não mudar antes."
    name = text(get(value, "name")) or ""
    numbers = f"{word(get(value, 'used'))} de {word(get(value, 'limit'))} {_PLAN.get(name, name)}"
    if get(value, "level") == "limited":
        return _join("O plano chegou ao fim", numbers, _PLAN_ENDS.get(name))
    is_full = name == "users" and get(value, "used") == get(value, "limit")
    ends = _PLAN_ENDS[name] if is_full else None
    return _join(f"O plano chegou a {word(get(value, 'percent'))} %", numbers, ends)


_WRITERS: dict[str, Callable[[Any], str]] = {
    "message_template_status_update": _template_status,
    "message_template_quality_update": _template_quality,
    "message_template_components_update": lambda value: f"{_template(value)}: texto alterado",
    "template_category_update": _template_category,
    "account_update": _account,
    "account_alerts": _alert,
    "account_review_update": _review,
    "business_capability_update": _capability,
    "phone_number_quality_update": _quality,
    "phone_number_name_update": _name_decision,
    "security": _security,
    "channel_check": _channel,
    "plan_usage": _plan_usage,
    NUMBER_ERROR: _error,
    HISTORY_ERROR: _history_error,
}
