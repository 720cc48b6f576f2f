"""An e-mail, made of a layout and the words of its kind in the reader's language."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.accounts.models import User
from appliance.brand.shown import Shown, picture_path
from appliance.mail.words import WORDS
from appliance.settings import TenantSettings
from foundation.mail_settings import MailSettings

if TYPE_CHECKING:
    from jinja2 import Environment

OWN_COLOUR = "#244eaa"
"""Of the inbox's own design (frontend/src/style.css, --color-primary), as e-mail programs know colours."""
TEMPLATES = Path(__file__).parent / "templates"


def compose(
    tenant: TenantSettings, brand: Shown, settings: MailSettings, user: User, kind: str, *, url: str | None
) -> EmailMessage:
    """To `user`, in their language or the tenant's; text and HTML, the latter with the client's logo and
    colour. `url` is what the button leads to.
    """
    locale = user.locale if user.locale in WORDS else tenant.locale
    company, name = one_line(brand.name), one_line(user.name)
    words = {
        key: text.format(company=company, name=name, email=user.email)
        for key, text in WORDS[locale][kind].items()
    }
    facts = {
        **words,
        **_looks(tenant.public_url, brand),
        "company": company,
        "url": url,
        "locale": locale,
        "address": tenant.public_url,
    }
    message = EmailMessage()
    message["Subject"] = words["subject"]
    message["From"] = Address(company, addr_spec=settings.sender)
    message["To"] = Address(name, addr_spec=user.email)
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=settings.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    message.set_content(_environment().get_template("mail.txt").render(facts))
    message.add_alternative(_environment().get_template("mail.html").render(facts), subtype="html")
    return message


def _looks(public_url: str, brand: Shown) -> dict[str, str | None]:
    palette = brand.palettes.get("light")
    return {
        "logo": public_url.rstrip("/") + picture_path(brand.logo) if brand.logo else None,
        "colour": palette.primary if palette else OWN_COLOUR,
        "on_colour": palette.content if palette else "#ffffff",
    }


def one_line(text: str) -> str:
    """Without what would begin another header, or hide what stands there."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape  # noqa: PLC0415

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
