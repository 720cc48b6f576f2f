/** Of what is opened from the list: loaded with the conversation. */
export const routingInThread = {
  'routing.title': 'Distribuição',
  'routing.how': 'Como as conversas são entregues',
  'routing.manual': 'Cada um assume o que quiser',
  'routing.roundRobin': 'Rodízio entre quem está disponível',
  'routing.leastBusy': 'Para quem tem menos conversas',
  'routing.time': 'Tempo para aceitar',
  'routing.atOnce': 'Sem oferta: entra direto',
  'routing.return': 'Quando o atendente sai sem responder',
  'routing.stay': 'A conversa fica com ele',
  'routing.hours': 'Horário',
  'routing.standard': 'Padrão ({name})',
  'routing.default': 'O que a IA passa para uma pessoa espera neste setor',
  'routing.after': { one: 'Volta à fila após {count} minuto', other: 'Volta à fila após {count} minutos' },
}
