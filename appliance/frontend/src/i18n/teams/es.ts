export const teams = {
  'attention.transferred': 'Transferida por un colega',
  'teams.handedToYou': 'Un colega le transfirió la conversación con {name}.',
  'teams.gone': 'Esta conversación pasó a otro sector',
  'teams.goneHint': 'Quien trabaja allí continúa la atención.',
} as const
