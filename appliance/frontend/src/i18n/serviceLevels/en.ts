export const serviceLevels = {
  'attention.sla_at_risk': 'Time is running out',
  'attention.sla_breached': 'It is past its time',
  'sla.response': 'First answer',
  'sla.resolution': 'Resolution',
  'sla.dueAt': '{what} due at {time}',
  'sla.wasDueAt': '{what} was due at {time}',
  'sla.left': 'Time left: {left}',
  'sla.late': 'Late by {span}',
  'sla.filter': 'Service level',
  'sla.at_risk': 'Time running out',
  'sla.breached': 'Past its time',
}
