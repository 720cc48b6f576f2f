/** Labels of conversations: put on, taken off, made. */
export const labels = {
  'labels.title': 'Etiquetas',
} as const
