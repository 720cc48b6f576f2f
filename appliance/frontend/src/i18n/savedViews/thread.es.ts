/** Of what is opened from the list: loaded with the conversation. */
export const savedViewsInThread = {
  'views.name': 'Nombre',
  'views.needName': 'Dale un nombre a la vista.',
  'views.share': 'Compartir con el equipo',
  'views.shareOne': 'Compartir {name} con el equipo',
  'views.doSave': 'Guardar',
  'views.saved': 'Vista “{name}” guardada.',
  'views.up': 'Subir {name}',
  'views.down': 'Bajar {name}',
  'views.delete': 'Eliminar {name}',
  'error.view_exists': 'Ya tienes una vista con este nombre.',
  'error.view_not_found': 'Esta vista ya no existe.',
  'error.too_many_views': 'Ya tienes 50 vistas: elimina una antes.',
  'error.invalid_filter': 'Este filtro no se puede guardar.',
} as const
