/** Of what is opened from the list: loaded with the conversation. */
export const savedViewsInThread = {
  'views.name': 'Name',
  'views.needName': 'Give the view a name.',
  'views.share': 'Share with the team',
  'views.shareOne': 'Share {name} with the team',
  'views.doSave': 'Save',
  'views.saved': 'View “{name}” saved.',
  'views.up': 'Move {name} up',
  'views.down': 'Move {name} down',
  'views.delete': 'Delete {name}',
  'error.view_exists': 'You have a view with this name already.',
  'error.view_not_found': 'This view no longer exists.',
  'error.too_many_views': 'You have 50 views already: delete one first.',
  'error.invalid_filter': 'This filter cannot be saved.',
} as const
