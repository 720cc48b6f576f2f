/** Of the pages beside the inbox. */
export const labelPages = {
  'labels.hint': 'They say what a conversation is about. Attendants put them on and take them off; here you create and colour them.',
  'labels.emptyHint': 'Create the first one: “Invoice” or “VIP”, for example.',
  'labels.failed': 'The labels could not be loaded',
  'labels.changeOne': 'Change the label {name}',
  'labels.deleteOne': 'Delete the label {name}',
} as const
