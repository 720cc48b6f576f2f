"""The conversation with the mail server (RFC 5321), and its outcomes in words of our own."""

import smtplib
import ssl
from email.message import EmailMessage

from foundation.mail_settings import MailSettings

TIMEOUT_SECONDS = 15.0
DETAIL_LENGTH = 200


class MailFailed(Exception):
    """`reason` is a word that the interface explains, `detail` what the server said."""

    def __init__(self, reason: str, detail: str, *, is_final: bool = False) -> None:
        self.reason = reason
        self.detail = detail[:DETAIL_LENGTH]
        self.is_final = is_final
        """Trying again would meet the same refusal."""
        super().__init__(f"{reason}: {detail}")


def deliver(settings: MailSettings, message: EmailMessage, tls: ssl.SSLContext | None = None) -> None:
    """Returns when the server has taken it; `tls` checks its certificate (default: the system's authorities).

    Raises MailFailed: `unreachable`, `tls`, `login_refused`, `sender_refused`, `recipient_refused`,
    `refused`, `later`.
    """
    try:
        with _open(settings, tls or ssl.create_default_context()) as server:
            if settings.user:
                server.login(settings.user, settings.password)
            server.send_message(message)
    except smtplib.SMTPAuthenticationError as error:
        raise MailFailed("login_refused", _said(error)) from error
    except smtplib.SMTPSenderRefused as error:
        raise MailFailed("sender_refused", _said(error)) from error
    except smtplib.SMTPRecipientsRefused as error:
        [(code, text)] = error.recipients.values()
        raise _refused("recipient_refused", code, text) from error
    except smtplib.SMTPServerDisconnected as error:
        raise MailFailed("unreachable", str(error)) from error
    except smtplib.SMTPResponseException as error:
        raise _refused("refused", error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise MailFailed("recipient_refused", str(error), is_final=True) from error
    except ssl.SSLError as error:
        raise MailFailed("tls", str(error)) from error
    except OSError as error:
        raise MailFailed("unreachable", str(error)) from error


def _open(settings: MailSettings, tls: ssl.SSLContext) -> smtplib.SMTP:
    if settings.security == "tls":
        return smtplib.SMTP_SSL(settings.host, settings.port, timeout=TIMEOUT_SECONDS, context=tls)
    server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_SECONDS)
    if settings.security == "starttls":
        try:
            server.starttls(context=tls)
        except (smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
            server.close()
            raise MailFailed("tls", str(error)) from error
    return server


def _refused(reason: str, code: int, text: bytes | str) -> MailFailed:
    """5yz is for good, anything else for now (RFC 5321, 4.2.1)."""
    is_final = 500 <= code < 600
    return MailFailed(reason if is_final else "later", f"{code} {_text(text)}", is_final=is_final)


def _said(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_text(error.smtp_error)}"


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
