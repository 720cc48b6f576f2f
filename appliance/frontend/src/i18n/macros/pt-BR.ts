export const macros = {
  'macros.menu': 'Macros',
} as const
