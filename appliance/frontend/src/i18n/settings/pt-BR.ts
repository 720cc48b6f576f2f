/** The settings area: its list of pages. */
export const settings = {
  'template.title': 'Modelos de mensagem',
  'settings.title': 'Configurações',
} as const
