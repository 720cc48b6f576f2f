/** Of the pages beside the inbox. */
export const cannedAnswerPages = {
  'canned.hint': 'Texts the team sends again and again: attendants type / and choose.',
  'canned.search': 'Search canned answers',
  'canned.failed': 'The canned answers could not be loaded',
  'canned.noneYet': 'No canned answers yet',
  'canned.emptyHint': 'Create the first one, or paste several from a spreadsheet.',
  'canned.noneFound': 'Nothing found for “{q}”.',
  'canned.more': { one: 'And {count} more: use the search.', other: 'And {count} more: use the search.' },
} as const
