/** Canned answers: in the field, and where they are made. */
export const cannedAnswers = {
  'canned.title': 'Respostas prontas',
} as const
