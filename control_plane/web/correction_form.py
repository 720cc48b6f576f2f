"""The form that puts a failed creation's credentials right: ids as they are, secrets always empty."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from control_plane.services.corrections import Correction

_IDS = ("phone_number_id", "waba_id", "display_phone_number")


@dataclass(frozen=True)
class CorrectionForm:
    """`values` by field name, never a secret; `problems` by field name."""

    values: Mapping[str, str]
    problems: Mapping[str, str] = field(default_factory=dict)
    is_untried: bool = False


def empty_form(whatsapp: Mapping[str, str]) -> CorrectionForm:
    """With the ids that the tenant has now."""
    return CorrectionForm({f"whatsapp.{name}": whatsapp.get(name, "") for name in _IDS})


def read_form(sent: MultiDict[str, str]) -> tuple[CorrectionForm, Correction]:
    """What was typed, to show again, and the correction made of it."""
    ids = {name: sent.get(f"whatsapp.{name}", "").strip() for name in _IDS}
    correction = Correction(
        **ids,
        token=sent.get("whatsapp.token", "").strip(),
        app_secret=sent.get("whatsapp.app_secret", "").strip(),
        fila_ia_key=sent.get("fila_ia.key", "").strip(),
    )
    return CorrectionForm({f"whatsapp.{name}": value for name, value in ids.items()}), correction
