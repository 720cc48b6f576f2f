export const notes = {
  'notes.mentions': 'Mentions',
  'notes.unseen': { one: 'Mentions: {count} unseen', other: 'Mentions: {count} unseen' },
  'notes.mentioned': '{author} mentioned you in the conversation with {name}.',
  'notes.allSeen': 'Mark all as seen',
  'notes.isNew': 'Unseen',
  'notes.noMentions': 'Nobody has mentioned you yet. In an internal note, @ calls a colleague.',
  'notes.mentionsFailed': 'The mentions could not be loaded.',
} as const
