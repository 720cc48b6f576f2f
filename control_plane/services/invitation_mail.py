"""The e-mail that brings an operator's invitation, in plain text."""

from control_plane.services.mails import Letter

_PT = (
    "Seu acesso ao painel do Guichê",
    """Olá!

Você foi convidado para o painel da plataforma Guichê, com o e-mail {email}.
Escolha sua senha para começar:

{url}

O link vale por 72 horas e funciona uma vez. Se você não esperava este convite, ignore este e-mail.
""",
)
_EN = (
    "Your access to the Guichê panel",
    """Hello!

You have been invited to the panel of the Guichê platform, as {email}.
Choose your password to begin:

{url}

The link is good for 72 hours and works once. If you did not expect this invitation, ignore this e-mail.
""",
)
_ES = (
    "Su acceso al panel de Guichê",
    """¡Hola!

Ha sido invitado al panel de la plataforma Guichê, con el correo {email}.
Elija su contraseña para empezar:

{url}

El enlace vale 72 horas y funciona una vez. Si no esperaba esta invitación, ignore este correo.
""",
)
_WORDS = {"pt-BR": _PT, "en": _EN, "es": _ES}


def invitation_letter(email: str, url: str, language: str) -> Letter:
    """To `email`, in `language`; in Portuguese when that is none of ours."""
    subject, body = _WORDS.get(language, _PT)
    return Letter(email, subject, body.format(email=email, url=url))
