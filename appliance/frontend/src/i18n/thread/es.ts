import type { ThreadCatalogue } from '..'
import { cannedAnswersInThread } from '../cannedAnswers/thread.es'
import { closingInThread } from '../closing/thread.es'
import { contactRecords } from '../contactRecords/es'
import { contactsInThread } from '../contacts/thread.es'
import { formsInThread } from '../forms/thread.es'
import { inboxInThread } from '../inbox/thread.es'
import { kindsInThread } from '../kinds/thread.es'
import { labelsInThread } from '../labels/thread.es'
import { looking } from '../looking/es'
import { macrosInThread } from '../macros/thread.es'
import { notesInThread } from '../notes/thread.es'
import { routingInThread } from '../routing/thread.es'
import { savedViewsInThread } from '../savedViews/thread.es'
import { search } from '../search/es'
import { sendingInThread } from '../sending/thread.es'
import { settingsInThread } from '../settings/thread.es'
import { shortcutsInThread } from '../shortcuts/thread.es'
import { teamsInThread } from '../teams/thread.es'
import { triageInThread } from '../triage/thread.es'

export const esThread: ThreadCatalogue = {
  ...cannedAnswersInThread,
  ...closingInThread,
  ...contactRecords,
  ...contactsInThread,
  ...formsInThread,
  ...inboxInThread,
  ...kindsInThread,
  ...labelsInThread,
  ...looking,
  ...macrosInThread,
  ...notesInThread,
  ...routingInThread,
  ...savedViewsInThread,
  ...search,
  ...sendingInThread,
  ...settingsInThread,
  ...shortcutsInThread,
  ...teamsInThread,
  ...triageInThread,

  'app.back': 'Volver a la lista',
  'login.email': 'Correo electrónico',

  'thread.label': 'Conversación con {name}',
  'thread.messages': 'Mensajes',
  'thread.start': 'Inicio de la conversación',
  'thread.loadingOlder': 'Cargando mensajes anteriores…',
  'thread.failed': 'No se pudieron cargar los mensajes.',
  'thread.notFound': 'Conversación no encontrada',
  'thread.notFoundHint': 'Puede haber sido eliminada o la dirección es incorrecta.',
  'thread.newBelow': { one: '{count} mensaje nuevo', other: '{count} mensajes nuevos' },
  'thread.toBottom': 'Ir al último mensaje',
  'thread.empty': 'No hay mensajes en esta conversación.',
  'thread.protocol': 'Protocolo {protocol}',
  'thread.internal': 'Nota interna',
  'thread.quoteElsewhere': 'Respuesta a un mensaje anterior',
  'thread.bot': 'Asistente',
  'thread.automatic': 'Mensaje automático',
  'thread.attendant': 'Agente',

  'action.takeOver': 'Tomar',
  'action.takeOverLong': 'Tomar conversación',
  'action.takeOverFrom': 'Tomar en lugar de {name}',
  'action.close': 'Cerrar',
  'action.reopen': 'Reabrir',
  'action.hideContact': 'Ocultar datos del contacto',
  'action.closed': 'Conversación cerrada.',
  'action.closeScheduled': {
    one: 'Hay {count} mensaje programado: se enviará de todos modos.',
    other: 'Hay {count} mensajes programados: se enviarán de todos modos.',
  },
  'action.closeAnyway': 'Cerrar de todos modos',
  'action.closeNot': 'Volver',
  'action.copied': 'Copiado.',
  'action.copy': 'Copiar {what}',

  'composer.label': 'Mensaje para {name}',
  'composer.placeholder': 'Escribe un mensaje',
  'composer.send': 'Enviar mensaje',
  'composer.hint': 'Enter envía · Shift + Enter salta de línea',
  'composer.tooLong': { one: '{count} carácter sobre el límite', other: '{count} caracteres sobre el límite' },
  'composer.left': { one: 'queda {count} carácter', other: 'quedan {count} caracteres' },
  'composer.outboxFull': 'Hay {count} mensajes sin enviar. Envía o descarta alguno antes de escribir más.',
  'composer.forbidden': 'Tu perfil no permite escribir a los clientes',
  'composer.forbiddenHint': 'Puedes leer la conversación. Para responder, habla con quien administra los perfiles.',
  'composer.mayNotTake': 'Tu perfil no permite tomar ni reabrir conversaciones.',
  'composer.bot': 'La IA atiende a este cliente',
  'composer.botHint': 'Al tomarla, la IA se calla y respondes tú.',
  'composer.waiting': 'Este cliente espera a una persona',
  'composer.waitingHint': 'Tómala para responder.',
  'composer.position': '{position}.ª de la cola',
  'composer.other': '{name} atiende a este cliente',
  'composer.otherHint': 'Solo responde quien tiene la conversación.',
  'composer.closed': 'Conversación cerrada',
  'composer.closedHint': 'Reábrela para volver a escribir al cliente.',
  'composer.newerHint': 'El cliente ya tiene una conversación más nueva abierta.',
  'composer.openNewer': 'Abrir la conversación nueva',
  'composer.window': 'La ventana de 24 horas se cerró',

  'contact.title': 'Contacto',
  'contact.phone': 'Teléfono',
  'contact.username': 'Usuario',
  'contact.profileName': 'Nombre en WhatsApp',
  'contact.conversation': 'Esta conversación',
  'contact.protocol': 'Protocolo',
  'contact.status': 'Estado',
  'contact.owner': 'Agente',
  'contact.nobody': 'Nadie todavía',
  'contact.started': 'Empezó',
  'contact.closedAt': 'Cerrada',
  'contact.window': 'Ventana de 24 h',
  'contact.windowUntil': 'abierta hasta {time}',
}
