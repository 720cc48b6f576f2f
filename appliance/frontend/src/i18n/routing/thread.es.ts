/** Of what is opened from the list: loaded with the conversation. */
export const routingInThread = {
  'routing.title': 'Distribución',
  'routing.how': 'Cómo se entregan las conversaciones',
  'routing.manual': 'Cada uno toma la que quiera',
  'routing.roundRobin': 'Por turnos entre los disponibles',
  'routing.leastBusy': 'A quien tiene menos conversaciones',
  'routing.time': 'Tiempo para aceptar',
  'routing.atOnce': 'Sin oferta: queda asignada',
  'routing.return': 'Cuando el agente se va sin responder',
  'routing.stay': 'La conversación queda con él',
  'routing.hours': 'Horario',
  'routing.standard': 'Estándar ({name})',
  'routing.default': 'Lo que la IA pasa a una persona espera en esta cola',
  'routing.after': { one: 'Vuelve a la cola tras {count} minuto', other: 'Vuelve a la cola tras {count} minutos' },
}
