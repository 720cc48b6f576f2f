export const teams = {
  'attention.transferred': 'Transferred by a colleague',
  'teams.handedToYou': 'A colleague transferred the conversation with {name} to you.',
  'teams.gone': 'This conversation went to another queue',
  'teams.goneHint': 'Whoever works there goes on with it.',
} as const
