import type { Plural } from '..'
import type { formPages as source } from './pages.pt-BR'

/** Of the pages beside the inbox. */
export const formPages: Record<keyof typeof source, string | Plural> = {
  'form.optional': '(opcional)',
  'form.up': 'Mover hacia arriba',
  'form.down': 'Mover hacia abajo',
}
