export const board = {
  'board.title': 'Panel en vivo',
}
