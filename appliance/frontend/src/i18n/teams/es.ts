export const teams = {
  'attention.transferred': 'Transferida por un colega',
  'teams.handedToYou': 'Un colega le transfirió la conversación con {name}.',
  'teams.queue': 'Sector',
  'teams.inQueue': 'Sector: {name}',
  'transfer.title': 'Transferir conversación',
} as const
