export const labels = {
  'labels.title': 'Labels',
} as const
