/** Of what is opened from the list: loaded with the conversation. */
export const savedViewsInThread = {
  'views.name': 'Nome',
  'views.needName': 'Dê um nome à visão.',
  'views.share': 'Compartilhar com a equipe',
  'views.shareOne': 'Compartilhar {name} com a equipe',
  'views.doSave': 'Salvar',
  'views.saved': 'Visão “{name}” salva.',
  'views.up': 'Subir {name}',
  'views.down': 'Descer {name}',
  'views.delete': 'Excluir {name}',
  'error.view_exists': 'Você já tem uma visão com este nome.',
  'error.view_not_found': 'Esta visão não existe mais.',
  'error.too_many_views': 'Você já tem 50 visões: exclua uma antes.',
  'error.invalid_filter': 'Este filtro não pode ser salvo.',
} as const
