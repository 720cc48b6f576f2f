export const closing = {
  'closing.reasons': 'Closing reasons',
}
