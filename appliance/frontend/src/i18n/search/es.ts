export const search = {
  'search.conversations': 'Conversaciones',
  'search.messages': 'Mensajes',
  'search.allConversations': 'Ver en la lista, con filtros',
  'search.older': 'Buscar en mensajes más antiguos',
  'search.noMessages': 'Ningún mensaje con esas palabras.',
  'search.nothing': 'Nada con “{q}”',
  'search.nothingHint': 'Busque por nombre, número, protocolo o por lo que se escribió. Los acentos y las mayúsculas no importan.',
  'search.failed': 'La búsqueda no respondió.',
  'search.found': 'Conversaciones: {conversations}. Mensajes: {messages}.',
  'search.incomplete': 'Los mensajes más antiguos todavía se están preparando para la búsqueda.',
  'search.note': 'Nota',
  'search.team': 'Equipo',
}
