export const cannedAnswers = {
  'canned.title': 'Respuestas rápidas',
} as const
