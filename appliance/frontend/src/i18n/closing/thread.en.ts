/** Of what is opened from the list: loaded with the conversation. */
export const closingInThread = {
  'closing.title': 'Close conversation',
  'closing.reason': 'Reason',
  'closing.none': 'No reason',
  'closing.note': 'Remark (optional)',
  'closing.noteHint': 'It stays on record: the customer does not see it.',
  'closing.do': 'Close',
  'closing.closedFor': 'Reason: {reason}',
  'closing.seeAll': 'Show all',
  'closing.seeLess': 'Show less',
  'error.reason_exists': 'There is a reason of this name already.',
  'error.reason_in_use': 'Conversations were closed for this reason. Deactivate it.',
  'error.inactive_reason': 'This reason is no longer used. Choose another.',
  'error.reason_not_found': 'This reason no longer exists.',
  'error.not_offered': 'This conversation is no longer offered to you.',
}
