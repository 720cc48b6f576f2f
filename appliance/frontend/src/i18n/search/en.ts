export const search = {
  'search.conversations': 'Conversations',
  'search.messages': 'Messages',
  'search.allConversations': 'Show in the list, with filters',
  'search.older': 'Look through older messages',
  'search.noMessages': 'No message with these words.',
  'search.nothing': 'Nothing with “{q}”',
  'search.nothingHint': 'Look for a name, a number, a protocol or what was written. Accents and capitals do not matter.',
  'search.failed': 'The search did not answer.',
  'search.found': 'Conversations: {conversations}. Messages: {messages}.',
  'search.incomplete': 'The oldest messages are still being prepared for the search.',
  'search.note': 'Note',
  'search.team': 'Team',
}
