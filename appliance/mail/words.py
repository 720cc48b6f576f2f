"""What e-mails say, by language and kind. `{company}`, `{name}` and `{email}` are filled in."""

from typing import Final

_PT: Final = {
    "invitation": {
        "subject": "Seu acesso ao atendimento de {company}",
        "greeting": "Olá, {name}!",
        "body": "Você foi convidado para o atendimento de {company}. Escolha sua senha para começar.",
        "button": "Escolher minha senha",
        "until": "O link vale por 72 horas e funciona uma vez.",
        "note": "Se você não esperava este convite, ignore este e-mail.",
    },
    "password_reset": {
        "subject": "Nova senha para o atendimento de {company}",
        "greeting": "Olá, {name}!",
        "body": "Alguém, provavelmente você, pediu uma nova senha para {email}.",
        "button": "Escolher nova senha",
        "until": "O link vale por 1 hora e funciona uma vez.",
        "note": "Se não foi você, ignore este e-mail: sua senha continua a mesma.",
    },
    "password_changed": {
        "subject": "Sua senha em {company} mudou",
        "greeting": "Olá, {name}!",
        "body": "A senha de {email} acaba de ser trocada, e as outras sessões foram encerradas.",
        "button": "",
        "until": "",
        "note": "Se não foi você, peça uma nova senha na página de entrada e avise o administrador.",
    },
    "second_factor_on": {
        "subject": "Verificação em duas etapas ativada em {company}",
        "greeting": "Olá, {name}!",
        "body": "A partir de agora, entrar como {email} pede também um código do seu aplicativo.",
        "button": "",
        "until": "",
        "note": "Se não foi você, avise o administrador da sua empresa.",
    },
    "second_factor_off": {
        "subject": "Verificação em duas etapas desativada em {company}",
        "greeting": "Olá, {name}!",
        "body": "Entrar como {email} voltou a pedir apenas a senha.",
        "button": "",
        "until": "",
        "note": "Se não foi você nem o administrador, troque sua senha e avise a sua empresa.",
    },
}

_EN: Final = {
    "invitation": {
        "subject": "Your access to the help desk of {company}",
        "greeting": "Hello {name},",
        "body": "You have been invited to the help desk of {company}. Choose your password to begin.",
        "button": "Choose my password",
        "until": "The link is good for 72 hours and works once.",
        "note": "If you did not expect this invitation, ignore this e-mail.",
    },
    "password_reset": {
        "subject": "New password for the help desk of {company}",
        "greeting": "Hello {name},",
        "body": "Somebody, probably you, asked for a new password for {email}.",
        "button": "Choose a new password",
        "until": "The link is good for 1 hour and works once.",
        "note": "If it was not you, ignore this e-mail: your password stays the same.",
    },
    "password_changed": {
        "subject": "Your password at {company} has changed",
        "greeting": "Hello {name},",
        "body": "The password of {email} has just been changed, and the other sessions were ended.",
        "button": "",
        "until": "",
        "note": "If it was not you, ask for a new password on the sign-in page and tell your administrator.",
    },
    "second_factor_on": {
        "subject": "Two-step verification switched on at {company}",
        "greeting": "Hello {name},",
        "body": "From now on, signing in as {email} also asks for a code of your app.",
        "button": "",
        "until": "",
        "note": "If it was not you, tell your company's administrator.",
    },
    "second_factor_off": {
        "subject": "Two-step verification switched off at {company}",
        "greeting": "Hello {name},",
        "body": "Signing in as {email} asks for nothing but the password again.",
        "button": "",
        "until": "",
        "note": "If it was neither you nor the administrator, change your password and tell your company.",
    },
}

_ES: Final = {
    "invitation": {
        "subject": "Tu acceso a la atención de {company}",
        "greeting": "Hola, {name}:",
        "body": "Te invitaron a la atención de {company}. Elige tu contraseña para empezar.",
        "button": "Elegir mi contraseña",
        "until": "El enlace vale por 72 horas y funciona una vez.",
        "note": "Si no esperabas esta invitación, ignora este correo.",
    },
    "password_reset": {
        "subject": "Nueva contraseña para la atención de {company}",
        "greeting": "Hola, {name}:",
        "body": "Alguien, probablemente tú, pidió una nueva contraseña para {email}.",
        "button": "Elegir nueva contraseña",
        "until": "El enlace vale por 1 hora y funciona una vez.",
        "note": "Si no fuiste tú, ignora este correo: tu contraseña sigue igual.",
    },
    "password_changed": {
        "subject": "Tu contraseña en {company} cambió",
        "greeting": "Hola, {name}:",
        "body": "La contraseña de {email} acaba de cambiar, y las demás sesiones se cerraron.",
        "button": "",
        "until": "",
        "note": "Si no fuiste tú, pide una nueva contraseña al entrar y avisa al administrador.",
    },
    "second_factor_on": {
        "subject": "Verificación en dos pasos activada en {company}",
        "greeting": "Hola, {name}:",
        "body": "Desde ahora, entrar como {email} pide también un código de tu aplicación.",
        "button": "",
        "until": "",
        "note": "Si no fuiste tú, avisa al administrador de tu empresa.",
    },
    "second_factor_off": {
        "subject": "Verificación en dos pasos desactivada en {company}",
        "greeting": "Hola, {name}:",
        "body": "Entrar como {email} volvió a pedir solo la contraseña.",
        "button": "",
        "until": "",
        "note": "Si no fuiste tú ni el administrador, cambia tu contraseña y avisa a tu empresa.",
    },
}

WORDS: Final[dict[str, dict[str, dict[str, str]]]] = {"pt-BR": _PT, "en": _EN, "es": _ES}
