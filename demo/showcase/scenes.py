"""Every page of the inbox as somebody sees it: each route, and what opens over it; and the panel's.

Pictures are taken of them, and tests look at them; a new page is among them by itself, a dialog is a line.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Error, Page

from demo.calls import Json
from demo.showcase.routes import routes

Step = Callable[[Page], None]
CUSTOMER: Final = "Célia Araújo"
NOBODY, ATTENDANT, ADMIN, OPERATOR = "nobody", "attendant", "tenant", "panel"
"""Who looks; the last three are keys of what `make demo` wrote."""
_WHO: Final = {
    "login": NOBODY,
    "password-reset": NOBODY,
    "invitation": NOBODY,
    "support-entry": NOBODY,
    "protect-account": ATTENDANT,
    "inbox": ATTENDANT,
}

UNPICTURED: Final = frozenset({"support-entry", "support-accesses"})
"""Pages with nothing on them where no operator has come in."""


@dataclass(frozen=True)
class Scene:
    """`before` happens ahead of opening `path`, `after` once it is there."""

    name: str
    path: str
    who: str = ADMIN
    before: Step | None = None
    after: tuple[Step, ...] = ()
    is_pictured: bool = True
    at: str = "tenant"
    """Whose address it is: of the tenant or the panel, as `make demo` wrote them."""


def press(name: str, role: Any = "button") -> Step:
    """The first one of this name."""
    return lambda page: page.get_by_role(role, name=name).first.click()


def write(field: str, text: str) -> Step:
    """Into the text field of this name, as with the keyboard, over what was left in it."""

    def type_(page: Page) -> None:
        page.get_by_role("textbox", name=field).fill("")
        page.get_by_role("textbox", name=field).press_sequentially(text)

    return type_


def hit(key: str) -> Step:
    return lambda page: page.keyboard.press(key)


def _answers(path: str, body: Json) -> Step:
    """What the server would say, made up: for what the showcase's people cannot see by themselves."""

    def answer(page: Page) -> None:
        page.route(path, lambda route: route.fulfill(json=body))

    return answer


def _must_protect(page: Page) -> None:
    """As for somebody whose role asks for a second factor that they lack."""
    me: Json = page.evaluate("() => fetch('/api/v1/auth/me').then(answer => answer.json())")
    _answers("**/auth/me", me | {"must_set_up_second_factor": True})(page)


def enter(page: Page, url: str, scene: Scene) -> None:
    """Opens the scene at the tenant's address, and waits until nothing is being fetched any more."""
    if scene.before:
        scene.before(page)
    try:
        page.goto(url + scene.path)
        settle(page, scene.at)
    except Error:  # Chromium drops requests whenever a container's network comes or goes on this machine
        page.goto(url + scene.path)
        settle(page, scene.at)
    for step in scene.after:
        step(page)
        page.wait_for_timeout(_OPENING)
    if scene.after:
        page.wait_for_function(_SETTLED)


def settle(page: Page, at: str = "tenant") -> None:
    """The panel's pages come whole, and listen to the server for as long as they are open."""
    page.wait_for_load_state("networkidle" if at == "tenant" else "load")
    page.wait_for_function(_SETTLED)


_OPENING: Final = 250
"""Milliseconds; what opens is fetched only then, and shows that it is."""
_SETTLED: Final = (
    "() => !document.querySelector('.skeleton, .loading, [aria-busy=true], main > .animate-pulse')"
)

_BEFORE: Final[dict[str, Step]] = {
    "invitation": _answers("**/auth/invitations/*", {"name": "Lívia Ramos", "email": "livia@acme.example"}),
    "protect-account": _must_protect,
}


def scenes(ids: Json) -> Iterator[Scene]:
    """`ids` is what showcase.fill returned."""
    values = {"conversationId": ids[CUSTOMER], "templateId": ids["pedido_a_caminho"], "token": ""}
    for name, path in routes().items():
        value = values | ({"token": "showcase"} if name == "invitation" else {})
        who, is_pictured = _WHO.get(name, ADMIN), name not in UNPICTURED
        yield Scene(name, path.format(**value), who, _BEFORE.get(name), is_pictured=is_pictured)
    yield from _conversations(ids)
    yield from _over_a_conversation(ids)
    yield from _over_the_list()
    yield from _over_settings()


def panel_scenes() -> Iterator[Scene]:
    """The operator's pages."""
    yield Scene("panel-login", "/login", NOBODY, at="panel")
    for name, path in _PANEL.items():
        yield Scene(f"panel-{name}", path, OPERATOR, after=_PANEL_AFTER.get(name, ()), at="panel")
    for name, path in _PANEL_FORMS.items():
        yield Scene(f"panel-{name}", path, OPERATOR, at="panel", is_pictured=False)


def _lines_have_come(page: Page) -> None:
    page.wait_for_function("() => document.getElementById('log').textContent")


_PANEL_AFTER: Final[dict[str, tuple[Step, ...]]] = {"logs": (_lines_have_come,)}
_PANEL: Final = {
    "tenants": "/tenants",
    "new-tenant": "/tenants/new",
    "tenant": "/tenants/acme",
    "change": "/tenants/acme/change",
    "brand": "/tenants/acme/brand",
    "whatsapp": "/tenants/acme/whatsapp",
    "credentials": "/tenants/acme/credentials",
    "logs": "/tenants/acme/logs",
    "connections": "/connections",
    "operations": "/operations",
    "alarms": "/alarms",
    "plans": "/plans",
    "usage": "/usage",
    "events": "/events",
    "webhooks": "/webhooks",
    "platform": "/platform",
    "operators": "/operators",
    "account": "/account",
    "audit": "/audit",
}
_PANEL_FORMS: Final = {
    "repairs": "/tenants/acme/repairs",
    "rotations": "/tenants/acme/rotations",
    "support": "/tenants/acme/support",
    "suspend": "/tenants/acme/suspend",
    "archive": "/tenants/acme/archive",
    "delete": "/tenants/acme/delete",
    "plan": "/plans/standard",
    "second-factor": "/account/second-factor",
}


def _conversations(ids: Json) -> Iterator[Scene]:
    late = ids["João Batista de Albuquerque Vasconcelos Neto"]
    yield Scene("conversation-waiting", f"/inbox/{late}?tab=waiting")
    yield Scene("conversation-closed", f"/inbox/{ids['Padre Antônio']}?tab=closed")
    yield Scene("conversation-missing", "/inbox/999999999", is_pictured=False)
    yield Scene("list", "/inbox", ATTENDANT)
    yield Scene("queues-tab", "/inbox?tab=queue", ATTENDANT)
    empty = _answers("**/api/v1/conversations?*", {"data": [], "next_cursor": None})
    yield Scene("list-empty", "/inbox", ATTENDANT, empty)


def _over_a_conversation(ids: Json) -> Iterator[Scene]:
    """Over a short one where it may be: every kind of message is in a scene of its own."""
    steps: dict[str, tuple[Step, ...]] = {
        "contact": (_show_contact,),
        "transfer": (press("Transferir conversa"),),
        "close": (press("Encerrar"),),
        "macros-menu": (press("Macros"),),
        "triage-menu": (press("Etiquetas, prioridade e adiamento"),),
        "labels-dialog": (press("Etiquetas, prioridade e adiamento"), press("Etiquetas da conversa")),
        "note": (press("Nota interna"),),
        "attach-menu": (press("Anexar"),),
        "template-picker": (
            press("Anexar"),
            press("Modelo de mensagem"),
            press("pedido_a_caminho", "option"),
        ),
        "interactive": (press("Anexar"), press("Botões, lista ou link")),
        "contact-card": (press("Anexar"), press("Contato")),
        "location": (press("Anexar"), press("Localização")),
        "attachment": (_attach,),
        "schedule": (write("Mensagem para", "Até amanhã"), press("Agendar")),
        "scheduled": (press("Ver"),),
        "canned-menu": (
            write("Mensagem para", "/"),
            lambda page: page.get_by_role("option").first.wait_for(),
        ),
        "emoji": (_hover, press("Reagir"), press("Outro emoji")),
        "viewer": (press("Ampliar imagem"),),
    }
    for name, after in steps.items():
        customer = CUSTOMER if name in _NEED_MUCH or name in _PICTURED else _SHORT.get(name, "Dona Cida")
        path = f"/inbox/{ids[customer]}"
        yield Scene(f"conversation-{name}", path, ATTENDANT, after=after, is_pictured=name in _PICTURED)


_PICTURED: Final = {
    "contact",
    "transfer",
    "close",
    "template-picker",
    "interactive",
    "canned-menu",
    "note",
    "viewer",
}


_NEED_MUCH: Final = {"emoji", "scheduled"}
_SHORT: Final = {"attachment": "Zoë Müller-Ångström"}
"""A file that waits to be sent would still be there in the next scene."""


def _attach(page: Page) -> None:
    page.locator("footer input[type=file]").first.set_input_files(
        {"name": "planta.txt", "mimeType": "text/plain", "buffer": b"planta"}
    )


def _show_contact(page: Page) -> None:
    """Where there is room for it, it is there already."""
    if not page.get_by_role("complementary", name="Contato").is_visible():
        page.get_by_role("button", name="Dados do contato").first.click()


def _hover(page: Page) -> None:
    page.get_by_role("log").get_by_text("Perfeito, pode").first.hover()


def _over_the_list() -> Iterator[Scene]:
    steps: dict[str, tuple[Step, ...]] = {
        "filters": (press("Filtros"),),
        "views": (press("Visões"),),
        "selection": (press("Selecionar"), lambda page: page.get_by_role("checkbox").nth(1).check()),
        "mentions": (press("Menções"),),
        "account-menu": (press("Conta de"),),
        "begin": (press("Nova conversa"),),
        "shortcuts": (hit("?"),),
    }
    for name, after in steps.items():
        yield Scene(
            name, "/inbox?tab=all", after=after, is_pictured=name in {"filters", "begin", "shortcuts"}
        )
    yield Scene("search", "/inbox?q=obra&tab=all")
    yield Scene("search-nothing", "/inbox?q=xyzxyz&tab=all", is_pictured=False)


def _over_settings() -> Iterator[Scene]:
    buttons = {
        "templates": ("Excluir", "Ver mensagem"),
        "hours": ("Novo horário", "Preencher feriados", "Adicionar", "Excluir"),
        "service-levels": ("Novo prazo",),
        "inactivity": ("Nova regra",),
        "surveys": ("Nova pesquisa",),
        "macros": ("Nova macro", "Editar macro"),
        "close-reasons": ("Renomear", "Excluir"),
        "account": ("Encerrar as outras", "Novo token", "Ativar"),
        "people": ("Convidar", "Editar Bruno", "Acesso de Bruno"),
        "labels": ("Nova etiqueta", "Excluir"),
        "canned-answers": ("Colar várias", "Nova resposta"),
        "queues": ("Novo setor", "Excluir setor"),
        "roles": ("Novo perfil", "Editar perfil"),
        "account-notices": ("Dados recebidos",),
    }
    paths = routes()
    for page, names in buttons.items():
        for index, name in enumerate(names, start=1):
            yield Scene(f"{page}-{index}", paths[page], after=(press(name),), is_pictured=False)
