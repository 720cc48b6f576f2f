/** Of the pages beside the inbox. */
export const labelPages = {
  'labels.hint': 'Dicen de qué trata una conversación. Quien atiende las pone y las quita; aquí se crean y se les da color.',
  'labels.emptyHint': 'Crea la primera: por ejemplo, “Factura” o “Cliente VIP”.',
  'labels.failed': 'No se pudieron cargar las etiquetas',
  'labels.changeOne': 'Cambiar la etiqueta {name}',
  'labels.deleteOne': 'Eliminar la etiqueta {name}',
} as const
