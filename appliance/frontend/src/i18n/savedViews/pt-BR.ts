/** Filters of the list that have a name. */
export const savedViews = {
  'views.title': 'Visões',
  'views.noneYet': 'Nenhuma visão salva ainda.',
  'views.failed': 'As visões não puderam ser carregadas.',
  'views.save': 'Salvar esta visão',
  'views.saveHint': 'Filtre ou busque primeiro.',
  'views.manage': 'Organizar visões',
  'views.shared': 'Compartilhada',
  'views.sharedBy': 'Compartilhada por {name}',
  'views.queueGone': 'O setor desta visão foi excluído',
  'views.labelGone': 'A etiqueta desta visão foi excluída',
} as const
