/** Of what is opened from the list: loaded with the conversation. */
export const settingsInThread = {
  'settings.save': 'Save',
} as const
