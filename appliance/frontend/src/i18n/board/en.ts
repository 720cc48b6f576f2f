export const board = {
  'board.title': 'Live board',
}
