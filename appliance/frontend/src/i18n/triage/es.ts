export const triage = {
  'triage.priorityIs': 'Prioridad: {name}',
  'triage.low': 'Baja',
  'triage.normal': 'Normal',
  'triage.high': 'Alta',
  'triage.urgent': 'Urgente',
  'triage.snoozed': 'Pospuesta hasta',
  'triage.snoozedUntil': 'Pospuesta hasta {time}, o hasta que el cliente escriba.',
} as const
