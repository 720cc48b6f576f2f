export const contacts = {
  'begin.title': 'Nova conversa',
} as const
