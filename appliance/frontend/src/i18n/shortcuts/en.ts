export const shortcuts = {
  'shortcut.list': 'Keyboard shortcuts',
  'shortcut.next': 'Next conversation',
  'shortcut.previous': 'Previous conversation',
  'shortcut.search': 'Search',
  'shortcut.reply': 'Reply to the customer',
  'shortcut.note': 'Write an internal note',
  'shortcut.take': 'Take the conversation over',
  'shortcut.close': 'Close the conversation',
  'shortcut.select': 'Select several',
  'shortcut.leave': 'Leave the field one writes in',
} as const
