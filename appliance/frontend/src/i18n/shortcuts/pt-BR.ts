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
  'shortcut.use': 'Usar atalhos de uma tecla',
  'shortcut.useHint': 'Desligue se um leitor de tela ou o ditado por voz usa estas teclas.',
  'shortcut.leave': 'Sair do campo em que se escreve',
} as const
