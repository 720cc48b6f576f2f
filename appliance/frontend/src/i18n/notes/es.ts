export const notes = {
  'notes.mentions': 'Menciones',
  'notes.unseen': { one: 'Menciones: {count} sin ver', other: 'Menciones: {count} sin ver' },
  'notes.mentioned': '{author} te mencionó en la conversación con {name}.',
  'notes.allSeen': 'Marcar todas como vistas',
  'notes.isNew': 'Sin ver',
  'notes.noMentions': 'Nadie te ha mencionado todavía. En una nota interna, @ llama a un colega.',
  'notes.mentionsFailed': 'No se pudieron cargar las menciones.',
} as const
