/** Of the pages beside the inbox. */
export const settingPages = {
  'settings.pages': 'Settings pages',
  'settings.pick': 'Choose what to set up',
  'settings.pickHint': 'The list has the pages your role allows.',
  'settings.back': 'Back to settings',
  'settings.group.account': 'You',
  'settings.group.team': 'Team',
  'settings.group.work': 'Service',
  'settings.group.channel': 'WhatsApp',
} as const
