/** Of what is opened from the list: loaded with the conversation. */
export const notesInThread = {
  'notes.modes': 'What you are writing',
  'notes.answerMode': 'Answer',
  'notes.mode': 'Internal note',
  'notes.label': 'Internal note: only the team sees it',
  'notes.placeholder': 'Write to the team; @ calls somebody',
  'notes.onlyTeam': 'Only the team sees it',
  'notes.send': 'Keep the note',
  'notes.people': 'Who sees this conversation',
  'error.mention_cannot_see': 'Somebody you mention cannot see this conversation: transfer it or remove the mention.',
} as const
