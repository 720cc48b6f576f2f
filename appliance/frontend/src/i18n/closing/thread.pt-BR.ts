/** Of what is opened from the list: loaded with the conversation. */
export const closingInThread = {
  'closing.title': 'Encerrar conversa',
  'closing.reason': 'Motivo',
  'closing.none': 'Sem motivo',
  'closing.note': 'Observação (opcional)',
  'closing.noteHint': 'Fica no registro da conversa: o cliente não vê.',
  'closing.do': 'Encerrar',
  'closing.closedFor': 'Motivo: {reason}',
  'closing.seeAll': 'Ver tudo',
  'closing.seeLess': 'Ver menos',
  'error.reason_exists': 'Já existe um motivo com este nome.',
  'error.reason_in_use': 'Há conversas encerradas por este motivo. Desative-o.',
  'error.inactive_reason': 'Este motivo não é mais usado. Escolha outro.',
  'error.reason_not_found': 'Este motivo não existe mais.',
  'error.not_offered': 'Esta conversa não está mais oferecida a você.',
}
