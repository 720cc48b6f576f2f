export const savedViews = {
  'views.title': 'Views',
  'views.noneYet': 'No saved views yet.',
  'views.failed': 'The views could not be loaded.',
  'views.save': 'Save this view',
  'views.saveHint': 'Filter or search first.',
  'views.manage': 'Organise views',
  'views.shared': 'Shared',
  'views.sharedBy': 'Shared by {name}',
  'views.queueGone': 'The queue of this view was deleted',
  'views.labelGone': 'The label of this view was deleted',
} as const
