/** Of what is opened from the list: loaded with the conversation. */
export const notesInThread = {
  'notes.modes': 'Qué estás escribiendo',
  'notes.answerMode': 'Responder',
  'notes.mode': 'Nota interna',
  'notes.label': 'Nota interna: solo el equipo la ve',
  'notes.placeholder': 'Escribe al equipo; @ llama a alguien',
  'notes.onlyTeam': 'Solo el equipo la ve',
  'notes.send': 'Guardar nota',
  'notes.people': 'Quién ve esta conversación',
  'error.mention_cannot_see': 'Alguien mencionado no ve esta conversación: transfiérela o quita la mención.',
} as const
