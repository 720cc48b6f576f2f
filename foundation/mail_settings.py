"""The mail server that e-mails go through, as every program of ours is told of it."""

from dataclasses import dataclass, field, replace

from foundation.settings_reader import SettingsReader


@dataclass(frozen=True)
class MailSettings:
    host: str
    """Empty: none, and nothing below matters."""
    port: int
    security: str
    """none, starttls or tls (from the first byte)."""
    sender: str
    """The address e-mails come from."""
    user: str = ""
    """Empty: the server asks for no login."""
    password: str = field(default="", repr=False)


def read_mail_settings(reader: SettingsReader, prefix: str) -> MailSettings:
    """`prefix`HOST alone decides whether there is one; then the others must be there too."""
    security = reader.choice(f"{prefix}SECURITY", ("starttls", "tls", "none"), "starttls")
    mail = MailSettings(
        host=reader.text(f"{prefix}HOST", ""),
        port=reader.integer(f"{prefix}PORT", 465 if security == "tls" else 587),
        security=security,
        sender=reader.text(f"{prefix}FROM", ""),
        user=reader.text(f"{prefix}USER", ""),
    )
    if mail.host and "@" not in mail.sender.strip("@"):
        reader.problems.append(f"{prefix}FROM must be an e-mail address when {prefix}HOST is set")
    if mail.host and mail.user:
        return replace(mail, password=reader.secret(f"{prefix}PASSWORD"))
    return mail
