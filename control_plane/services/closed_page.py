"""The page that people find while a tenant is closed: in its own brand and language, with nothing to load."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.orm import Session

from control_plane.models import BrandPicture, Tenant
from control_plane.services.brand_change import content_type
from control_plane.services.brands import applied_brand

_ACCENT = "#1f4fb2"
_TEXTS = {
    "pt-BR": {
        "suspended": (
            "Atendimento suspenso",
            "Este atendimento está suspenso por enquanto. Nada foi apagado: quem administra a conta pode"
            " pedir a volta.",
        ),
        "archived": (
            "Atendimento encerrado",
            "Este atendimento foi encerrado. Dúvidas? Fale com quem administrava a conta.",
        ),
    },
    "en": {
        "suspended": (
            "Help desk suspended",
            "This help desk is suspended for now. Nothing has been deleted: whoever runs the account can ask"
            " for it to come back.",
        ),
        "archived": (
            "Help desk closed",
            "This help desk has been closed. Questions? Ask whoever ran the account.",
        ),
    },
    "es": {
        "suspended": (
            "Atención suspendida",
            "Esta atención está suspendida por ahora. No se ha borrado nada: quien administra la cuenta puede"
            " pedir que vuelva.",
        ),
        "archived": (
            "Atención cerrada",
            "Esta atención se ha cerrado. ¿Dudas? Hable con quien administraba la cuenta.",
        ),
    },
}


def closed_page(session: Session, templates: Path, tenant: Tenant, closed_as: str) -> str:
    """HTML. `closed_as`: suspended or archived; `templates`: the folder of the settings."""
    brand = applied_brand(session, tenant.id)
    language = tenant.configuration["locale"]
    title, said = _TEXTS[language if language in _TEXTS else "pt-BR"][closed_as]
    style = _style(templates).replace("ACCENT", brand.get("colour") or _ACCENT)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        _environment(templates)
        .get_template("closed.html")
        .render(
            language=language,
            name=brand.get("name") or tenant.name,
            title=title,
            said=said,
            style=style,
            style_hash=f"sha256-{digest}",
            logo=_logo(session, tenant.id, brand.get("logo")),
        )
    )


@cache
def _environment(templates: Path) -> Environment:
    # the style sheet is ours, and its colour six checked digits: escaping leaves both as they are
    return Environment(
        loader=FileSystemLoader(templates / "edge"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style(templates: Path) -> str:
    return (templates / "edge" / "closed.css").read_text(encoding="utf-8")


def _logo(session: Session, tenant_id: str, digest: str | None) -> str | None:
    picture = session.get(BrandPicture, (tenant_id, digest)) if digest else None
    if picture is None:
        return None
    return f"data:{content_type(picture.content)};base64,{base64.b64encode(picture.content).decode()}"
