/** The live board. */
export const board = {
  'board.title': 'Painel ao vivo',
}
