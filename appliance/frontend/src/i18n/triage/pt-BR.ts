/** How urgent a conversation is, and when it comes back. */
export const triage = {
  'triage.menu': 'Etiquetas, prioridade e adiamento',
  'triage.priority': 'Prioridade',
  'triage.priorityIs': 'Prioridade: {name}',
  'triage.low': 'Baixa',
  'triage.normal': 'Normal',
  'triage.high': 'Alta',
  'triage.urgent': 'Urgente',
  'triage.snooze': 'Adiar',
  'triage.choose': 'Escolher dia e hora…',
  'triage.when': 'Volta em',
  'triage.past': 'Escolha um momento no futuro.',
  'triage.bringBack': 'Trazer de volta agora',
  'triage.isBack': 'A conversa está de volta na lista.',
  'triage.snoozed': 'Adiada até',
  'triage.snoozedUntil': 'Adiada até {time}, ou até o cliente escrever.',
  'error.invalid_snooze': 'Escolha um momento no futuro, até 90 dias a partir de agora.',
} as const
