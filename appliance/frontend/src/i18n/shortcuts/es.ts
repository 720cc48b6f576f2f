export const shortcuts = {
  'shortcut.list': 'Atajos de teclado',
  'shortcut.next': 'Conversación siguiente',
  'shortcut.previous': 'Conversación anterior',
  'shortcut.search': 'Buscar',
  'shortcut.reply': 'Responder al cliente',
  'shortcut.note': 'Escribir nota interna',
  'shortcut.take': 'Tomar la conversación',
  'shortcut.close': 'Cerrar la conversación',
  'shortcut.select': 'Seleccionar varias',
  'shortcut.leave': 'Salir del campo en que se escribe',
} as const
