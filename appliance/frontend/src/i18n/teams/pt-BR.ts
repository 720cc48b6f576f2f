/** Who has a conversation: transfers, and what is seen of queues. */
export const teams = {
  'attention.transferred': 'Transferida por um colega',
  'teams.handedToYou': 'Um colega transferiu a conversa com {name} para você.',
  'teams.takenOver': '{name} assumiu esta conversa.',
  'teams.takenOverBySomeone': 'Um colega assumiu esta conversa.',
  'teams.draftKept': 'O que você escreveu está guardado.',
  'teams.queue': 'Setor',
  'teams.inQueue': 'Setor: {name}',
  'transfer.title': 'Transferir conversa',
} as const
