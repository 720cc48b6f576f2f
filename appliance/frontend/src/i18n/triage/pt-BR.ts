/** How urgent a conversation is, and when it comes back. */
export const triage = {
  'triage.priorityIs': 'Prioridade: {name}',
  'triage.low': 'Baixa',
  'triage.normal': 'Normal',
  'triage.high': 'Alta',
  'triage.urgent': 'Urgente',
  'triage.snoozed': 'Adiada até',
  'triage.snoozedUntil': 'Adiada até {time}, ou até o cliente escrever.',
} as const
