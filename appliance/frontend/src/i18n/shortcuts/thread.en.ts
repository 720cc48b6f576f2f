/** Of what is opened from the list: loaded with the conversation. */
export const shortcutsInThread = {
  'shortcut.use': 'Use single-key shortcuts',
  'shortcut.useHint': 'Turn off if a screen reader or dictation uses these keys.',
} as const
