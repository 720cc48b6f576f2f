import type { Plural } from '..'
import type { kinds as source } from './pt-BR'

export const kinds: Record<keyof typeof source, string | Plural> = {
  'mark.revokedByCustomer': 'Mensaje eliminado por el cliente',
  'mark.revoked': 'Mensaje eliminado',
  'reaction.preview': 'Reaccionó con {emoji}',
  'media.askAgain': 'Pide al cliente que lo envíe de nuevo.',
  'mediaError.no_media_id': 'WhatsApp no dijo cuál es el archivo. Pide al cliente que lo envíe de nuevo.',
  'mediaError.expired': 'WhatsApp ya no tiene este archivo. Pide al cliente que lo envíe de nuevo.',
  'mediaError.too_large': 'El archivo es mayor de lo permitido. Pide uno menor, o un enlace.',
  'mediaError.wrong_hash': 'Lo que llegó no es igual a lo que el cliente envió. Pide que lo envíe de nuevo.',
  'mediaError.wrong_type': 'El contenido no es del tipo anunciado; por seguridad no se guardó.',
  'mediaError.unreadable_image': 'La imagen está dañada o es demasiado grande para abrirla. Pide otra.',
  'mediaError.foreign_address': 'La dirección del archivo no es de WhatsApp; por seguridad no se abrió.',
  'mediaError.no_access': 'El acceso a WhatsApp ya no es válido. Avisa al administrador.',
  'mediaError.refused_by_whatsapp': 'WhatsApp se negó a entregar el archivo. Pide al cliente que lo envíe de nuevo.',
  'mediaError.unavailable': 'WhatsApp no entregó el archivo ahora.',
  'mediaError.disk_full': 'No hay espacio para guardar el archivo. Avisa al administrador.',
  'mediaError.storage_unavailable': 'No se pudo guardar el archivo. Avisa al administrador.',
  'mediaError.given_up': 'El archivo no llegó, después de muchos intentos.',
  'mediaError.131052': 'El archivo pasa de 100 MB y WhatsApp no lo entrega. Pide uno menor, o un enlace.',
  'contacts.count': { one: '{count} contacto', other: '{count} contactos' },

  'reply.button': 'Tocó el botón',
  'reply.template_button': 'Tocó el botón',
  'reply.list': 'Eligió en la lista',
  'reply.flow': 'Respondió el formulario',
  'reply.address': 'Envió una dirección',
  'reply.call_permission': 'Respondió al pedido de llamar',
  'reply.callAllowed': 'Permitió llamadas',
  'reply.callDenied': 'No permitió llamadas',
  'reply.noFields': 'Ningún campo completado.',
  'reply.yes': 'Sí',
  'reply.no': 'No',

  'order.items': { one: '{count} artículo', other: '{count} artículos' },

  'system.number_changed': 'El cliente cambió de número.',
  'system.number_changedTo': 'El cliente cambió de número: de {from} a {to}.',
  'system.relieved': '{by} tomó el lugar de {from}.',
  'system.user_id_changed': 'WhatsApp dio al cliente una nueva identificación. La conversación sigue siendo la misma.',
  'system.identity_changed': 'El código de seguridad del cliente cambió: puede tener otro teléfono. Confirma quién es antes de tratar datos.',

  'call.customer': 'Llamada del cliente',
  'call.business': 'Llamada al cliente',
  'call.missed': 'Llamada perdida del cliente',
  'call.unanswered': 'Llamada no atendida por el cliente',
}
