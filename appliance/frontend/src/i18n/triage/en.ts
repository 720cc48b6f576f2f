export const triage = {
  'triage.priorityIs': 'Priority: {name}',
  'triage.low': 'Low',
  'triage.normal': 'Normal',
  'triage.high': 'High',
  'triage.urgent': 'Urgent',
  'triage.snoozed': 'Snoozed until',
  'triage.snoozedUntil': 'Snoozed until {time}, or until the customer writes.',
} as const
