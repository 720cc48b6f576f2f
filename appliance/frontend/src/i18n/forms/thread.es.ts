import type { Plural } from '..'
import type { formsInThread as source } from './thread.pt-BR'

/** Of what is opened from the list: loaded with the conversation. */
export const formsInThread: Record<keyof typeof source, string | Plural> = {
  'dialog.close': 'Cerrar',
  'dialog.cancel': 'Cancelar',
  'discard.title': '¿Descartar lo que escribiste?',
  'discard.text': 'Lo que escribiste o cambiaste aquí todavía no se guardó.',
  'discard.keep': 'Seguir escribiendo',
  'discard.do': 'Descartar',
  'markup.label': 'Formato',
  'markup.bold': 'Negrita',
  'markup.italic': 'Cursiva',
  'markup.struck': 'Tachado',
  'markup.code': 'Código',
}
