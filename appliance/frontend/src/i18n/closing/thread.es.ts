/** Of what is opened from the list: loaded with the conversation. */
export const closingInThread = {
  'closing.title': 'Cerrar conversación',
  'closing.reason': 'Motivo',
  'closing.none': 'Sin motivo',
  'closing.note': 'Observación (opcional)',
  'closing.noteHint': 'Queda en el registro: el cliente no la ve.',
  'closing.do': 'Cerrar',
  'closing.closedFor': 'Motivo: {reason}',
  'closing.seeAll': 'Ver todo',
  'closing.seeLess': 'Ver menos',
  'error.reason_exists': 'Ya existe un motivo con este nombre.',
  'error.reason_in_use': 'Hay conversaciones cerradas por este motivo. Desactívalo.',
  'error.inactive_reason': 'Este motivo ya no se usa. Elige otro.',
  'error.reason_not_found': 'Este motivo ya no existe.',
  'error.not_offered': 'Esta conversación ya no se te ofrece.',
}
