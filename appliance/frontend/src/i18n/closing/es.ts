export const closing = {
  'closing.reasons': 'Motivos de cierre',
}
