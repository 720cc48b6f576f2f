/** Of the pages beside the inbox. */
export const settingPages = {
  'settings.pages': 'Páginas de configuración',
  'settings.pick': 'Elija qué configurar',
  'settings.pickHint': 'La lista tiene las páginas que su perfil permite.',
  'settings.back': 'Volver a la configuración',
  'settings.group.account': 'Usted',
  'settings.group.team': 'Equipo',
  'settings.group.work': 'Atención',
  'settings.group.channel': 'WhatsApp',
} as const
