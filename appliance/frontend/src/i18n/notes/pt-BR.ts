/** Notes for the team, and who they name. */
export const notes = {
  'notes.modes': 'O que você está escrevendo',
  'notes.answerMode': 'Responder',
  'notes.mode': 'Nota interna',
  'notes.label': 'Nota interna: só a equipe vê',
  'notes.placeholder': 'Escreva para a equipe; @ chama alguém',
  'notes.onlyTeam': 'Só a equipe vê',
  'notes.send': 'Guardar nota',
  'notes.people': 'Quem vê esta conversa',
  'notes.mentions': 'Menções',
  'notes.unseen': { one: 'Menções: {count} não vista', other: 'Menções: {count} não vistas' },
  'notes.allSeen': 'Marcar todas como vistas',
  'notes.isNew': 'Não vista',
  'notes.noMentions': 'Ninguém mencionou você ainda. Numa nota interna, @ chama um colega.',
  'notes.mentionsFailed': 'As menções não puderam ser carregadas.',
  'error.mention_cannot_see': 'Alguém mencionado não vê esta conversa: transfira-a ou tire a menção.',
} as const
