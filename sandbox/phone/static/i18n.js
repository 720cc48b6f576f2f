// The page speaks the browser's language: Portuguese first, English and Spanish beside it.

const WORDS = {
  pt: {
    banner: "Ambiente de demonstração: nada sai daqui", faultsLink: "Simular falhas", phoneLink: "Voltar ao telefone",
    mailLink: "Correio", mail: "Correio", mailLead: "Os e-mails que o guichê mandou às pessoas da empresa, do mais novo ao mais antigo.",
    noMail: "Nenhum e-mail ainda", noMailHint: "Convide alguém em Ajustes › Pessoas: o convite chega aqui.", asMail: "Ver como no programa de e-mail",
    to: "para {who}",
    phone: "Telefone do cliente", customers: "Clientes", customersHint: "quem está com o telefone na mão",
    businessNumber: "Conversar com", addCustomer: "Adicionar cliente", newCustomer: "Novo cliente", name: "Nome",
    number: "Número de WhatsApp", ninthDigit: "Como no WhatsApp de verdade, a conta de um DDD a partir de 31 pode ficar sem o nono dígito.",
    cancel: "Cancelar", add: "Adicionar", back: "Voltar", messages: "Mensagens", message: "Mensagem", send: "Enviar",
    attach: "Enviar outra coisa", business: "conta comercial", typing: "digitando…", you: "Você", options: "Opções",
    reply: "Responder", close: "Fechar", today: "Hoje", yesterday: "Ontem", noMessages: "Nenhuma mensagem ainda",
    sayHello: "Escreva para {name} e veja a mensagem chegar no guichê.", image: "Foto", sticker: "Figurinha",
    audio: "Mensagem de voz", document: "Documento", location: "Localização", contacts: "Contato", unsupported: "Enquete",
    video: "Vídeo", template: "Modelo", unsupportedHint: "tipo que a API não entrega", forwarded: "Encaminhada",
    undelivered: "Uma mensagem da empresa não chegou: {title} ({code})", noNumber: "Nenhuma empresa conectada",
    noNumberHint: "Crie um cliente no painel do Guichê: o número dele aparece aqui sozinho.", other: "Mensagem ({type})",
    seen: "visualizada", delivered: "entregue", sent: "enviada", moreActions: "Ações da mensagem", choose: "Escolher",
    order: "Pedido", file: "Escolher arquivo…", edit: "Editar", remove: "Apagar", edited: "editada",
    revoked: "Mensagem apagada", reacted: "Reagiu com {emoji}", unreacted: "Reação retirada",
    sendLocation: "Enviar localização", orderThis: "Fazer pedido", accept: "Permitir", reject: "Recusar",
    calling: "Ligando para {name}…", copied: "Código copiado: {code}", formSent: "Formulário enviado",
    formAnswer: "Sua resposta", download: "Baixar", items: "{n} itens", play: "Tocar", pause: "Pausar",
    businessMenu: "Mais ações", callBusiness: "Ligar para a empresa", callBusinessDone: "Ligando para {name}…",
    stopOffers: "Não quero ofertas", stopOffersDone: "{name} não manda mais ofertas",
    resumeOffers: "Voltar a receber ofertas", resumeOffersDone: "{name} pode mandar ofertas",
  },
  en: {
    banner: "Demo environment: nothing leaves here", faultsLink: "Simulate faults", phoneLink: "Back to the phone",
    mailLink: "Mail", mail: "Mail", mailLead: "The e-mails that the desk sent to the company's people, newest first.",
    noMail: "No e-mail yet", noMailHint: "Invite somebody in Settings › People: the invitation arrives here.", asMail: "See it as a mail program shows it",
    to: "to {who}",
    phone: "Customer's phone", customers: "Customers", customersHint: "who is holding the phone",
    businessNumber: "Talk to", addCustomer: "Add customer", newCustomer: "New customer", name: "Name",
    number: "WhatsApp number", ninthDigit: "As in the real WhatsApp, an account of area code 31 or above may lack the ninth digit.",
    cancel: "Cancel", add: "Add", back: "Back", messages: "Messages", message: "Message", send: "Send",
    attach: "Send something else", business: "business account", typing: "typing…", you: "You", options: "Options",
    reply: "Reply", close: "Close", today: "Today", yesterday: "Yesterday", noMessages: "No messages yet",
    sayHello: "Write to {name} and watch the message reach the desk.", image: "Photo", sticker: "Sticker",
    audio: "Voice message", document: "Document", location: "Location", contacts: "Contact", unsupported: "Poll",
    video: "Video", template: "Template", unsupportedHint: "a type the API does not deliver", forwarded: "Forwarded",
    undelivered: "A message of the business did not arrive: {title} ({code})", noNumber: "No business connected",
    noNumberHint: "Create a client in the Guichê panel: its number appears here by itself.", other: "Message ({type})",
    seen: "read", delivered: "delivered", sent: "sent", moreActions: "Message actions", choose: "Choose",
    order: "Order", file: "Choose a file…", edit: "Edit", remove: "Delete", edited: "edited",
    revoked: "Message deleted", reacted: "Reacted {emoji}", unreacted: "Reaction removed",
    sendLocation: "Send location", orderThis: "Order", accept: "Allow", reject: "Decline",
    calling: "Calling {name}…", copied: "Code copied: {code}", formSent: "Form sent", formAnswer: "Your answer",
    download: "Download", items: "{n} items", play: "Play", pause: "Pause", businessMenu: "More actions",
    callBusiness: "Call the business", callBusinessDone: "Calling {name}…", stopOffers: "Stop offers",
    stopOffersDone: "{name} sends no more offers", resumeOffers: "Resume offers",
    resumeOffersDone: "{name} may send offers",
  },
  es: {
    banner: "Entorno de demostración: nada sale de aquí", faultsLink: "Simular fallas", phoneLink: "Volver al teléfono",
    mailLink: "Correo", mail: "Correo", mailLead: "Los correos que el mostrador envió a las personas de la empresa, del más nuevo al más antiguo.",
    noMail: "Aún no hay correos", noMailHint: "Invita a alguien en Ajustes › Personas: la invitación llega aquí.", asMail: "Ver como en el programa de correo",
    to: "para {who}",
    phone: "Teléfono del cliente", customers: "Clientes", customersHint: "quién tiene el teléfono en la mano",
    businessNumber: "Conversar con", addCustomer: "Agregar cliente", newCustomer: "Nuevo cliente", name: "Nombre",
    number: "Número de WhatsApp", ninthDigit: "Como en el WhatsApp real, una cuenta con código de área 31 o mayor puede no tener el noveno dígito.",
    cancel: "Cancelar", add: "Agregar", back: "Volver", messages: "Mensajes", message: "Mensaje", send: "Enviar",
    attach: "Enviar otra cosa", business: "cuenta comercial", typing: "escribiendo…", you: "Tú", options: "Opciones",
    reply: "Responder", close: "Cerrar", today: "Hoy", yesterday: "Ayer", noMessages: "Aún no hay mensajes",
    sayHello: "Escribe a {name} y mira cómo llega el mensaje al mostrador.", image: "Foto", sticker: "Sticker",
    audio: "Mensaje de voz", document: "Documento", location: "Ubicación", contacts: "Contacto", unsupported: "Encuesta",
    video: "Video", template: "Plantilla", unsupportedHint: "tipo que la API no entrega", forwarded: "Reenviado",
    undelivered: "Un mensaje de la empresa no llegó: {title} ({code})", noNumber: "Ninguna empresa conectada",
    noNumberHint: "Crea un cliente en el panel de Guichê: su número aparece aquí solo.", other: "Mensaje ({type})",
    seen: "leído", delivered: "entregado", sent: "enviado", moreActions: "Acciones del mensaje", choose: "Elegir",
    order: "Pedido", file: "Elegir archivo…", edit: "Editar", remove: "Eliminar", edited: "editado",
    revoked: "Mensaje eliminado", reacted: "Reaccionó con {emoji}", unreacted: "Reacción quitada",
    sendLocation: "Enviar ubicación", orderThis: "Hacer pedido", accept: "Permitir", reject: "Rechazar",
    calling: "Llamando a {name}…", copied: "Código copiado: {code}", formSent: "Formulario enviado",
    formAnswer: "Tu respuesta", download: "Descargar", items: "{n} artículos", play: "Reproducir", pause: "Pausar",
    businessMenu: "Más acciones", callBusiness: "Llamar a la empresa", callBusinessDone: "Llamando a {name}…",
    stopOffers: "No quiero ofertas", stopOffersDone: "{name} ya no envía ofertas",
    resumeOffers: "Volver a recibir ofertas", resumeOffersDone: "{name} puede enviar ofertas",
  },
};

const wanted = new URLSearchParams(location.search).get("lang") ?? navigator.languages.find((tag) => tag.slice(0, 2) in WORDS) ?? "pt";
export const language = wanted.slice(0, 2) in WORDS ? wanted.slice(0, 2) : "pt";
const locale = { pt: "pt-BR", en: "en", es: "es" }[language];

/** The words for `key`, with `{name}` replaced by `values.name`. */
export function t(key, values = {}) {
  return WORDS[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Fills every element that names its words in `data-i18n…`. */
export function translatePage() {
  document.documentElement.lang = locale;
  for (const node of document.querySelectorAll("[data-i18n]")) node.textContent = t(node.dataset.i18n);
  for (const node of document.querySelectorAll("[data-i18n-label]")) node.setAttribute("aria-label", t(node.dataset.i18nLabel));
  for (const node of document.querySelectorAll("[data-i18n-placeholder]")) node.placeholder = t(node.dataset.i18nPlaceholder);
}

const clockFormat = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const dayFormat = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long" });

export const clock = (seconds = Date.now() / 1000) => clockFormat.format(new Date(seconds * 1000));

export function dayOf(seconds) {
  const day = new Date(seconds * 1000).toDateString();
  if (day === new Date().toDateString()) return t("today");
  if (day === new Date(Date.now() - 86400000).toDateString()) return t("yesterday");
  return dayFormat.format(new Date(seconds * 1000));
}
