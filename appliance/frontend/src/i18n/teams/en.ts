export const teams = {
  'attention.transferred': 'Transferred by a colleague',
  'teams.handedToYou': 'A colleague transferred the conversation with {name} to you.',
  'teams.queue': 'Queue',
  'teams.inQueue': 'Queue: {name}',
  'transfer.title': 'Transfer conversation',
} as const
