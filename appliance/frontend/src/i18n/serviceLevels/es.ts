export const serviceLevels = {
  'attention.sla_at_risk': 'El plazo se está acabando',
  'attention.sla_breached': 'El plazo venció',
  'sla.response': 'Primera respuesta',
  'sla.resolution': 'Solución',
  'sla.dueAt': '{what} hasta {time}',
  'sla.wasDueAt': '{what} era hasta {time}',
  'sla.left': 'Plazo: {left}',
  'sla.late': 'Atraso: {span}',
  'sla.filter': 'Plazo',
  'sla.at_risk': 'Plazo por vencer',
  'sla.breached': 'Plazo vencido',
}
