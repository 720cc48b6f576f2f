/** Of what is opened from the list: loaded with the conversation. */
export const notesInThread = {
  'notes.modes': 'O que você está escrevendo',
  'notes.answerMode': 'Responder',
  'notes.mode': 'Nota interna',
  'notes.label': 'Nota interna: só a equipe vê',
  'notes.placeholder': 'Escreva para a equipe; @ chama alguém',
  'notes.onlyTeam': 'Só a equipe vê',
  'notes.send': 'Guardar nota',
  'notes.people': 'Quem vê esta conversa',
  'error.mention_cannot_see': 'Alguém mencionado não vê esta conversa: transfira-a ou tire a menção.',
} as const
