/** Of what is opened from the list: loaded with the conversation. */
export const macrosInThread = {
  'macros.none': 'No macros yet',
  'macros.manage': 'Make and change macros',
  'macros.done': 'Macro run: {name}.',
  'macros.failed': 'The macros could not be loaded.',
  'macros.refused': 'Nothing was done. Action {place} of “{name}”: {reason}',
  'error.macro_not_found': 'This macro no longer exists.',
  'error.answer_not_found': 'This canned answer no longer exists.',
}
