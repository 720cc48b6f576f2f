export const savedViews = {
  'views.title': 'Vistas',
  'views.noneYet': 'Todavía no hay vistas guardadas.',
  'views.failed': 'No se pudieron cargar las vistas.',
  'views.save': 'Guardar esta vista',
  'views.saveHint': 'Filtra o busca primero.',
  'views.manage': 'Organizar vistas',
  'views.shared': 'Compartida',
  'views.sharedBy': 'Compartida por {name}',
  'views.queueGone': 'El sector de esta vista fue eliminado',
  'views.labelGone': 'La etiqueta de esta vista fue eliminada',
} as const
