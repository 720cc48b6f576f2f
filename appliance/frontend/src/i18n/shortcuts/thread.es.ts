/** Of what is opened from the list: loaded with the conversation. */
export const shortcutsInThread = {
  'shortcut.use': 'Usar atajos de una tecla',
  'shortcut.useHint': 'Apáguelo si un lector de pantalla o el dictado usa estas teclas.',
} as const
