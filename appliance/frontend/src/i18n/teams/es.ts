export const teams = {
  'attention.transferred': 'Transferida por un colega',
  'teams.handedToYou': 'Un colega le transfirió la conversación con {name}.',
  'teams.takenOver': '{name} asumió esta conversación.',
  'teams.takenOverBySomeone': 'Un colega asumió esta conversación.',
  'teams.draftKept': 'Lo escrito queda guardado.',
  'teams.queue': 'Sector',
  'teams.inQueue': 'Sector: {name}',
  'transfer.title': 'Transferir conversación',
} as const
