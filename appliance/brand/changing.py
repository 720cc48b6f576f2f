"""What the client's admin, or the platform's operator, sets; and what the admin is told of it."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from appliance.audit.recording import note
from appliance.brand import pictures
from appliance.brand.models import BRAND_ID, Brand
from appliance.brand.palette import palettes
from appliance.brand.shown import picture_path, shown
from appliance.database import Sessions, run_transaction
from appliance.errors import InvalidInput
from appliance.settings import TenantSettings

PICTURES = ("logo", "favicon")
FIELDS = ("name", "login_text", "colour", *PICTURES)


def present(session: Session, tenant: TenantSettings) -> dict[str, Any]:
    """What was set, what is shown where nothing was, and what the colour becomes."""
    row = session.get(Brand, BRAND_ID) or Brand()
    chosen = {field: getattr(row, field) for field in FIELDS}
    return {
        **chosen,
        "logo": row.logo and picture(row.logo),
        "favicon": row.favicon and picture(row.favicon),
        "default_name": tenant.name,
        "themes": themes(row.colour),
        "stylesheet": shown(session, tenant).stylesheet,
    }


def change(sessions: Sessions, media_dir: Path, wanted: Mapping[str, Any]) -> list[str]:
    """All that `wanted` names, at once: None is as it comes, what it leaves out stays. Which fields became
    others. Raises InvalidInput `picture_missing`.
    """
    wanted = {field: _tidy(field, value) for field, value in wanted.items()}
    for field in PICTURES:
        digest = wanted.get(field)
        if digest and pictures.find(media_dir, digest, "logo") is None:
            raise InvalidInput("picture_missing", "Envie a imagem de novo.", field=field)

    def work(session: Session) -> tuple[dict[str, Any], dict[str, Any]]:
        row = session.get(Brand, BRAND_ID, with_for_update=True)
        if row is None:
            row = Brand(id=BRAND_ID)
            session.add(row)
        before = {field: getattr(row, field) for field in FIELDS}
        after = {field: wanted.get(field, value) for field, value in before.items()}
        for field, value in after.items():
            setattr(row, field, value)
        note(session, "brand.changed", ("brand", BRAND_ID), before, after)
        return before, after

    before, after = run_transaction(sessions, work)
    shown_before, shown_now = ({state[field] for field in PICTURES} for state in (before, after))
    pictures.forget_old(media_dir, shown_now, shown_before)
    return [field for field in FIELDS if before[field] != after[field]]


def themes(colour: str | None) -> dict[str, Any] | None:
    """By theme: the style sheet's variables, and whether the colour had to be corrected; None without one."""
    return {name: asdict(palette) for name, palette in palettes(colour).items()} if colour else None


def picture(digest: str) -> dict[str, str]:
    """One that was uploaded; nobody is shown it until it is chosen."""
    return {"id": digest, "url": picture_path(digest), "icon_url": picture_path(digest, "192")}


def _tidy(field: str, value: str | None) -> str | None:
    if field == "name":
        return " ".join((value or "").split()) or None
    if field == "login_text":
        return (value or "").replace("\r\n", "\n").strip() or None
    return value
