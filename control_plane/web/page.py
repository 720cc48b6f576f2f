"""What every page has: its language, theme, operator, icons, and how figures are written."""

from functools import partial
from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from control_plane.access import csrf_token, current_actor, is_signed_in, may
from control_plane.image_names import image_name
from control_plane.web import figures
from control_plane.web.browsers import browser_name
from control_plane.web.language import DEFAULT_LANGUAGE, LANGUAGES, Language, language
from control_plane.web.wrapping import breakable

LANGUAGE_COOKIE = "guiche_language"
THEME_COOKIE = "guiche_theme"
_THEMES = ("light", "dark")


def install(blueprint: Blueprint) -> None:
    """Gives the templates what they share."""
    blueprint.app_context_processor(_context)
    blueprint.add_app_template_filter(breakable)
    blueprint.add_app_template_test(figures.is_active, "active")

    @blueprint.after_request
    def _vary(response: Response) -> Response:
        # the browser may keep a style sheet or a module, but asks each time whether it is still the same
        if request.endpoint == "panel.static":
            response.headers["Cache-Control"] = "no-cache"
        return response


def page_language() -> Language:
    """What this reader chose; Portuguese before any choice."""
    if "language" not in g:
        g.language = language(request.cookies.get(LANGUAGE_COOKIE, DEFAULT_LANGUAGE))
    chosen: Language = g.language
    return chosen


def idempotency_key(sent: str) -> str | None:
    """A form's key, kept apart per operator: sent twice, it is one operation. A rehearsal has none."""
    actor = current_actor()
    return f"{actor.operator_id}:{sent[:64]}" if sent.strip() and not actor.is_rehearsing else None


def sent_key() -> str | None:
    """Of the form that was just sent, likewise."""
    return idempotency_key(request.form.get("form_key", ""))


def to_operation(operation_id: str) -> ResponseReturnValue:
    """Shows whoever sent a form what came of it."""
    return redirect(url_for("panel.show_operation", id_=operation_id), 303)


def new_form_key() -> str:
    """For a form that has not been sent yet."""
    return str(uuid4())


def is_own_path(path: str) -> bool:
    """Whether a redirect to `path` stays on this site."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()


def _context() -> dict[str, Any]:
    chosen = page_language()
    theme = request.cookies.get(THEME_COOKIE, "")
    return {
        "t": chosen.text,
        "name_of": chosen.name,
        "say": chosen.sentence,
        "language_code": chosen.code,
        "languages": LANGUAGES,
        "theme": theme if theme in _THEMES else "",
        "operator": current_actor().name if is_signed_in() else None,
        "csrf_token": csrf_token,
        "may": may,
        "must_set_up_factor": is_signed_in() and current_actor().must_set_up_factor,
        "new_form_key": new_form_key,
        "browser_name": browser_name,
        "day": partial(figures.day, chosen),
        "calendar_day": partial(figures.calendar_day, chosen),
        "exact": partial(figures.exact, chosen),
        "ago": partial(figures.ago, chosen),
        "left": partial(figures.left, chosen),
        "amount": partial(figures.amount, chosen),
        "figure": partial(figures.figure, chosen),
        "cores": partial(figures.cores, chosen),
        "curve": figures.curve,
        "image_name": image_name,
        "is_stale": figures.is_stale,
        "duration": figures.duration,
        "span": figures.span,
        "is_active": figures.is_active,
        "percent": figures.percent,
        "steps_done": figures.steps_done,
        "current_step": figures.current_step,
        "section": request.path.split("/")[1],
    }


def page_number(given: str) -> int:
    """Of a list whose pages are counted, from 1; what is no number is the first."""
    return int(given) if given.isascii() and given.isdecimal() and 0 < len(given) < 7 and int(given) else 1
