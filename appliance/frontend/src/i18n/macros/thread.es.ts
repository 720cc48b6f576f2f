/** Of what is opened from the list: loaded with the conversation. */
export const macrosInThread = {
  'macros.none': 'Ninguna macro todavía',
  'macros.manage': 'Crear y cambiar macros',
  'macros.done': 'Macro ejecutada: {name}.',
  'macros.failed': 'No se pudieron cargar las macros.',
  'macros.refused': 'No se hizo nada. Acción {place} de “{name}”: {reason}',
  'error.macro_not_found': 'Esta macro ya no existe.',
  'error.answer_not_found': 'Esta respuesta rápida ya no existe.',
}
