/** Who has a conversation: transfers, and what is seen of queues. */
export const teams = {
  'attention.transferred': 'Transferida por um colega',
  'teams.handedToYou': 'Um colega transferiu a conversa com {name} para você.',
  'teams.gone': 'Esta conversa passou para outro setor',
  'teams.goneHint': 'Quem trabalha lá continua o atendimento.',
} as const
