/** Of the pages beside the inbox. */
export const formPages = {
  'form.optional': '(opcional)',
  'form.up': 'Mover para cima',
  'form.down': 'Mover para baixo',
} as const
