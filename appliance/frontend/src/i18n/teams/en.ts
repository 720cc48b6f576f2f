export const teams = {
  'attention.transferred': 'Transferred by a colleague',
  'teams.handedToYou': 'A colleague transferred the conversation with {name} to you.',
  'teams.takenOver': '{name} took over this conversation.',
  'teams.takenOverBySomeone': 'A colleague took over this conversation.',
  'teams.draftKept': 'What you wrote is kept.',
  'teams.queue': 'Queue',
  'teams.inQueue': 'Queue: {name}',
  'transfer.title': 'Transfer conversation',
} as const
