export const labels = {
  'labels.title': 'Etiquetas',
} as const
