/** Of the pages beside the inbox. */
export const cannedAnswerPages = {
  'canned.hint': 'Textos que el equipo envía siempre: quien atiende escribe / y elige.',
  'canned.search': 'Buscar respuesta rápida',
  'canned.failed': 'No se pudieron cargar las respuestas rápidas',
  'canned.noneYet': 'Todavía no hay respuestas rápidas',
  'canned.emptyHint': 'Crea la primera, o pega varias de una hoja de cálculo.',
  'canned.noneFound': 'Nada encontrado para “{q}”.',
  'canned.more': { one: 'Y {count} más: usa la búsqueda.', other: 'Y {count} más: usa la búsqueda.' },
} as const
