export const cannedAnswers = {
  'canned.title': 'Canned answers',
} as const
