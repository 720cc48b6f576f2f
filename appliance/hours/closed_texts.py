"""What a customer reads who is handed over while nobody is there."""

from datetime import date, datetime, timedelta
from typing import Final

_OPENS: Final = {
    "pt-BR": "Agora estamos fora do horário de atendimento. Voltamos {when}.",
    "en": "We are outside our opening hours now. We are back {when}.",
    "es": "Ahora estamos fuera del horario de atención. Volvemos {when}.",
}
_CLOSED: Final = {
    "pt-BR": "Agora estamos fora do horário de atendimento. Responderemos assim que possível.",
    "en": "We are outside our opening hours now. We will answer as soon as possible.",
    "es": "Ahora estamos fuera del horario de atención. Responderemos lo antes posible.",
}
_TODAY: Final = {"pt-BR": "hoje às {time}", "en": "today at {time}", "es": "hoy a las {time}"}
_TOMORROW: Final = {"pt-BR": "amanhã às {time}", "en": "tomorrow at {time}", "es": "mañana a las {time}"}
_ON: Final = {
    "pt-BR": "{weekday}, {day}, às {time}",
    "en": "on {weekday}, {day}, at {time}",
    "es": "el {weekday}, {day}, a las {time}",
}
_WEEKDAYS: Final = {
    "pt-BR": (
        "segunda-feira",
        "terça-feira",
        "quarta-feira",
        "quinta-feira",
        "sexta-feira",
        "sábado",
        "domingo",
    ),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}


def closed(locale: str, now: datetime, opening: datetime | None, own: str | None) -> str:
    """`own`: the client's words, in which `{volta}` stands for the next opening."""
    when = _when(locale, now, opening) if opening is not None else None
    if own is not None:
        return own.replace("{volta}", when or "").strip()
    return _OPENS[locale].format(when=when) if when else _CLOSED[locale]


def _when(locale: str, now: datetime, opening: datetime) -> str:
    """`opening` is in the tenant's time zone."""
    time, today = f"{opening:%H:%M}", now.astimezone(opening.tzinfo).date()
    if opening.date() == today:
        return _TODAY[locale].format(time=time)
    if opening.date() == today + timedelta(days=1):
        return _TOMORROW[locale].format(time=time)
    weekday = _WEEKDAYS[locale][opening.weekday()]
    return _ON[locale].format(weekday=weekday, day=_day(locale, opening.date()), time=time)


def _day(locale: str, day: date) -> str:
    return f"{day:%m/%d}" if locale == "en" else f"{day:%d/%m}"
