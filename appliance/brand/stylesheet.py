"""The style sheet that gives the inbox the client's colour: its design's variables, in both themes."""

from appliance.brand.palette import Palette


def stylesheet(palettes: dict[str, Palette]) -> str:
    """Rules outside any layer, which therefore win over the design's own; empty without a palette.

    The selectors are those by which a page says its theme (frontend/src/stores/preferences.ts).
    """
    if not palettes:
        return ""
    light, dark = _rules(palettes["light"]), _rules(palettes["dark"])
    return (
        f':root,\n[data-theme="guiche"] {{\n{light}}}\n'
        f"@media (prefers-color-scheme: dark) {{\n:root:not([data-theme]) {{\n{dark}}}\n}}\n"
        f'[data-theme="guiche-dark"] {{\n{dark}}}\n'
    )


def _rules(palette: Palette) -> str:
    return "".join(f"  {name}: {value};\n" for name, value in palette.variables.items())
