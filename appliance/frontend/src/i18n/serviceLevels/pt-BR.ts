/** What is promised to customers, and by when. */
export const serviceLevels = {
  'attention.sla_at_risk': 'O prazo está acabando',
  'attention.sla_breached': 'O prazo passou',
  'sla.response': 'Primeira resposta',
  'sla.resolution': 'Solução',
  'sla.dueAt': '{what} até {time}',
  'sla.wasDueAt': '{what} era até {time}',
  'sla.left': 'Prazo: {left}',
  'sla.late': 'Atraso: {span}',
  'sla.filter': 'Prazo',
  'sla.at_risk': 'Prazo acabando',
  'sla.breached': 'Prazo vencido',
} as const
