import type { Plural } from '..'
import type { contactPages as source } from './pages.pt-BR'

/** Of the pages beside the inbox. */
export const contactPages: Record<keyof typeof source, string | Plural> = {
  'begin.way.contact': 'Un contacto',
  'begin.way.number': 'Un número',
  'begin.explained': 'El primer mensaje es una plantilla aprobada; cuando el cliente responda, podrá escribir libremente.',
  'begin.start': 'Iniciar conversación',
  'begin.noPhone': 'Escriba el número.',
  'begin.wrongNumber': 'Este número no existe.',
}
