/** Of what is opened from the list: loaded with the conversation. */
export const shortcutsInThread = {
  'shortcut.use': 'Usar atalhos de uma tecla',
  'shortcut.useHint': 'Desligue se um leitor de tela ou o ditado por voz usa estas teclas.',
} as const
