"""The addresses of the inbox's pages, as its own sources have them: a page added there is here as well."""

import re
from pathlib import Path

_SOURCES = Path(__file__).parents[2] / "appliance" / "frontend" / "src"
_ROUTE = re.compile(r"\{\s*path: '([^']*)',\s*name: '([^']+)'")
_PAGE = re.compile(r"\bname: '([^']+)',(?:\s*path: '([^']+)',)?\s*group: ")
_PARAMETER = re.compile(r"/:(\w+)(?:\([^)]*\))?\??")


def routes() -> dict[str, str]:
    """Addresses by the name of the page; what is open is in braces: `/templates/{templateId}`."""
    router = (_SOURCES / "router.ts").read_text(encoding="utf-8")
    pages = (_SOURCES / "features" / "settings" / "pages.ts").read_text(encoding="utf-8")
    found = {name: path or "/settings" for path, name in _ROUTE.findall(router)}
    found |= {name: f"/settings/{path or name}" for name, path in _PAGE.findall(pages)}
    return {name: _PARAMETER.sub(r"/{\1}", path) for name, path in found.items()}
