export const settings = {
  'template.title': 'Message templates',
  'settings.title': 'Settings',
} as const
