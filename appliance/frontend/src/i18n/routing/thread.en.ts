/** Of what is opened from the list: loaded with the conversation. */
export const routingInThread = {
  'routing.title': 'Distribution',
  'routing.how': 'How conversations are given out',
  'routing.manual': 'Everybody takes what they like',
  'routing.roundRobin': 'By turns among those available',
  'routing.leastBusy': 'To whoever has the fewest',
  'routing.time': 'Time to accept',
  'routing.atOnce': 'No offer: it is theirs at once',
  'routing.return': 'When whoever answers leaves without answering',
  'routing.stay': 'The conversation stays theirs',
  'routing.hours': 'Hours',
  'routing.standard': 'Standard ({name})',
  'routing.default': 'What the AI hands to a person waits in this queue',
  'routing.after': { one: 'Back to the queue after {count} minute', other: 'Back to the queue after {count} minutes' },
}
