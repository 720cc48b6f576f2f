/** Of the pages beside the inbox. */
export const closingPages = {
  'closing.hint': 'Whoever closes a conversation chooses one of these.',
  'closing.empty': 'No reasons yet',
  'closing.emptyHint': 'Make the first one, “Solved” or “Wrong number” for instance.',
  'closing.new': 'New reason',
  'closing.name': 'Name of the reason',
  'closing.create': 'Create',
  'closing.rename': 'Rename',
  'closing.save': 'Save',
  'closing.cancel': 'Cancel',
  'closing.off': 'Deactivate',
  'closing.on': 'Activate again',
  'closing.isOff': 'Deactivated',
  'closing.remove': 'Delete',
  'closing.failed': 'The reasons could not be loaded.',
  'closing.needName': 'Give the reason a name.',
}
