/** Notes for the team, and who they name. */
export const notes = {
  'notes.mentions': 'Menções',
  'notes.unseen': { one: 'Menções: {count} não vista', other: 'Menções: {count} não vistas' },
  'notes.mentioned': '{author} mencionou você na conversa com {name}.',
  'notes.allSeen': 'Marcar todas como vistas',
  'notes.isNew': 'Não vista',
  'notes.noMentions': 'Ninguém mencionou você ainda. Numa nota interna, @ chama um colega.',
  'notes.mentionsFailed': 'As menções não puderam ser carregadas.',
} as const
