"""The form of a tenant's brand. It begins empty: what is left empty stays as it is in the tenant."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import FileStorage, MultiDict

from control_plane.services.brand_change import FIELDS, PICTURES, TEXTS, BrandChange


@dataclass(frozen=True)
class BrandForm:
    """What was typed and ticked, to show again, and what is wrong with it; "" for what concerns no field."""

    values: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(TEXTS, ""))
    resets: frozenset[str] = frozenset()
    problems: Mapping[str, str] = field(default_factory=dict)


def read_form(sent: MultiDict[str, str], files: MultiDict[str, FileStorage]) -> tuple[BrandForm, BrandChange]:
    """The form to show again, and the change made of it; a browser sends no file as one without a name."""
    values = {name: sent.get(name, "") for name in TEXTS}
    resets = frozenset(sent.getlist("reset")) & frozenset(FIELDS)
    change = BrandChange(
        texts={name: text for name, text in values.items() if text.strip()},
        pictures={name: files[name].read() for name in PICTURES if name in files and files[name].filename},
        resets=resets,
    )
    return BrandForm(values, resets), change
