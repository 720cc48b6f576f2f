import type { Plural } from '..'
import type { forms as source } from './pt-BR'

export const forms: Record<keyof typeof source, string | Plural> = {
  'form.used': '{count} de {limit} caracteres',
  'form.over': { one: '{count} carácter sobre el límite.', other: '{count} caracteres sobre el límite.' },
  'form.overSearch': { one: 'Busca hasta {limit} caracteres: sobra {count}.', other: 'Busca hasta {limit} caracteres: sobran {count}.' },
  'form.unseen': 'Hay caracteres invisibles aquí (salto de línea, cambio de dirección).',
}
