"""The panel wears the inbox's colours and corners, by light and in the dark, under names of its own."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PANEL = (ROOT / "control_plane/web/static/base.css").read_text(encoding="utf-8")
INBOX = (ROOT / "appliance/frontend/src/style.css").read_text(encoding="utf-8")

THE_INBOX_S = {
    "surface": "color-base-100",
    "ground": "color-base-200",
    "edge": "color-base-300",
    "line": "line",
    "hover": "hover",
    "text": "color-base-content",
    "muted": "muted",
    "primary": "color-primary",
    "primary-text": "color-primary-content",
    "primary-soft": "picked",
    "primary-deep": "color-secondary-content",
    "good": "color-success",
    "warn": "attention",
    "warn-soft": "attention-soft",
    "bad": "color-error",
    "bad-text": "color-error-content",
    "bad-soft": "danger-soft",
    "rail": "rail",
    "rail-text": "rail-content",
    "rail-picked": "rail-picked",
    "round": "radius-box",
    "round-small": "radius-field",
}
THE_PANEL_S_OWN = {
    "good-soft": "behind a good state; the inbox has none",
    "track": "of a meter",
    "shadow": "of a card",
    "input-line": "mixed of the text's colour, as the inbox's fields do it in place",
    "sans": "spelled out for readers without the font",
    "mono": "ids and logs",
}


def names(css: str, opening: str) -> dict[str, str]:
    """Custom properties of the block that begins so."""
    _, found, rest = css.partition(opening)
    assert found, f"no block begins with {opening}"
    return dict(re.findall(r"--([a-z0-9-]+):\s*([^;]+);", rest.partition("}")[0]))


LIGHT, DARK = names(PANEL, ":root {"), names(PANEL, ':root[data-theme="dark"] {')
INBOX_LIGHT, INBOX_DARK = names(INBOX, "name: 'guiche';"), names(INBOX, "name: 'guiche-dark';")


def test_every_name_is_the_inbox_s_or_the_panel_s_own() -> None:
    assert THE_INBOX_S.keys() | THE_PANEL_S_OWN.keys() == LIGHT.keys()


@pytest.mark.parametrize("name", THE_INBOX_S)
def test_a_colour_is_the_inbox_s(name: str) -> None:
    twin = THE_INBOX_S[name]
    assert LIGHT[name] == INBOX_LIGHT[twin]
    assert {**LIGHT, **DARK}[name] == INBOX_DARK[twin]


def test_dark_by_hand_is_dark_by_preference() -> None:
    assert names(PANEL, ':root:not([data-theme="light"]) {') == DARK
