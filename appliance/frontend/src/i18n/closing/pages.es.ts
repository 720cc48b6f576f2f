/** Of the pages beside the inbox. */
export const closingPages = {
  'closing.hint': 'Al cerrar una conversación, el agente elige uno de estos motivos.',
  'closing.empty': 'Aún no hay motivos',
  'closing.emptyHint': 'Crea el primero, por ejemplo “Resuelto” o “Número equivocado”.',
  'closing.new': 'Nuevo motivo',
  'closing.name': 'Nombre del motivo',
  'closing.create': 'Crear',
  'closing.rename': 'Renombrar',
  'closing.save': 'Guardar',
  'closing.cancel': 'Cancelar',
  'closing.off': 'Desactivar',
  'closing.on': 'Reactivar',
  'closing.isOff': 'Desactivado',
  'closing.remove': 'Eliminar',
  'closing.failed': 'No se pudieron cargar los motivos.',
  'closing.needName': 'Dale un nombre al motivo.',
}
