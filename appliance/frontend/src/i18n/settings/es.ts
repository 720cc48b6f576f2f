export const settings = {
  'template.title': 'Plantillas de mensaje',
  'settings.title': 'Configuración',
} as const
