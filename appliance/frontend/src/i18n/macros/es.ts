export const macros = {
  'macros.menu': 'Macros',
}
