/** Of what is opened from the list: loaded with the conversation. */
export const macrosInThread = {
  'macros.none': 'Nenhuma macro ainda',
  'macros.manage': 'Criar e mudar macros',
  'macros.done': 'Macro executada: {name}.',
  'macros.failed': 'Não foi possível carregar as macros.',
  'macros.refused': 'Nada foi feito. Ação {place} de “{name}”: {reason}',
  'error.macro_not_found': 'Esta macro não existe mais.',
  'error.answer_not_found': 'Esta resposta pronta não existe mais.',
} as const
