export const shortcuts = {
  'shortcut.list': 'Atalhos do teclado',
  'shortcut.next': 'Próxima conversa',
  'shortcut.previous': 'Conversa anterior',
  'shortcut.search': 'Buscar',
  'shortcut.reply': 'Responder ao cliente',
  'shortcut.note': 'Escrever nota interna',
  'shortcut.take': 'Assumir a conversa',
  'shortcut.close': 'Encerrar a conversa',
  'shortcut.select': 'Selecionar várias',
  'shortcut.leave': 'Sair do campo em que se escreve',
} as const
