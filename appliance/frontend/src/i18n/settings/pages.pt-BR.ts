/** Of the pages beside the inbox. */
export const settingPages = {
  'settings.pages': 'Páginas de configuração',
  'settings.pick': 'Escolha o que configurar',
  'settings.pickHint': 'As páginas da lista são as que o seu perfil permite.',
  'settings.back': 'Voltar para as configurações',
  'settings.group.account': 'Você',
  'settings.group.team': 'Equipe',
  'settings.group.work': 'Atendimento',
  'settings.group.channel': 'WhatsApp',
} as const
