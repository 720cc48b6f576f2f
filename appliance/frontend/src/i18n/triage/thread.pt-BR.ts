/** Of what is opened from the list: loaded with the conversation. */
export const triageInThread = {
  'triage.menu': 'Etiquetas, prioridade e adiamento',
  'triage.priority': 'Prioridade',
  'triage.snooze': 'Adiar',
  'triage.choose': 'Escolher dia e hora…',
  'triage.when': 'Volta em',
  'triage.past': 'Escolha um momento no futuro.',
  'triage.bringBack': 'Trazer de volta agora',
  'triage.isBack': 'A conversa está de volta na lista.',
  'error.invalid_snooze': 'Escolha um momento no futuro, até 90 dias a partir de agora.',
} as const
