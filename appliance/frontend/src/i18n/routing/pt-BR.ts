/** Who is offered what waits, and who is at their desk. */
export const routing = {
  'attention.assigned': 'O setor passou para você',
  'attention.owner_left': 'Quem atendia saiu',
  'offer.title': 'Conversa oferecida a você',
  'offer.announce': 'Nova conversa para você: {name}.',
  'offer.accept': 'Aceitar',
  'offer.accepted': 'A conversa de {name} é sua: está em Minhas.',
  'offer.decline': 'Passar adiante',
  'offer.more': { one: 'e mais {count}', other: 'e mais {count}' },
  'availability.title': 'Disponibilidade',
  'availability.online': 'Disponível',
  'availability.away': 'Ausente',
  'availability.paused': 'Em pausa',
  'availability.reason': 'Motivo da pausa (opcional)',
  'availability.example': 'Almoço',
  'availability.say': 'Salvar',
  'availability.nothing': 'Enquanto isso você não recebe conversas novas do setor.',
}
