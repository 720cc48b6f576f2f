import type { ThreadCatalogue } from '..'
import { cannedAnswersInThread } from '../cannedAnswers/thread.en'
import { closingInThread } from '../closing/thread.en'
import { contactRecords } from '../contactRecords/en'
import { contactsInThread } from '../contacts/thread.en'
import { formsInThread } from '../forms/thread.en'
import { inboxInThread } from '../inbox/thread.en'
import { kindsInThread } from '../kinds/thread.en'
import { labelsInThread } from '../labels/thread.en'
import { looking } from '../looking/en'
import { macrosInThread } from '../macros/thread.en'
import { notesInThread } from '../notes/thread.en'
import { routingInThread } from '../routing/thread.en'
import { savedViewsInThread } from '../savedViews/thread.en'
import { search } from '../search/en'
import { sendingInThread } from '../sending/thread.en'
import { settingsInThread } from '../settings/thread.en'
import { shortcutsInThread } from '../shortcuts/thread.en'
import { teamsInThread } from '../teams/thread.en'
import { triageInThread } from '../triage/thread.en'

export const enThread: ThreadCatalogue = {
  ...cannedAnswersInThread,
  ...closingInThread,
  ...contactRecords,
  ...contactsInThread,
  ...formsInThread,
  ...inboxInThread,
  ...kindsInThread,
  ...labelsInThread,
  ...looking,
  ...macrosInThread,
  ...notesInThread,
  ...routingInThread,
  ...savedViewsInThread,
  ...search,
  ...sendingInThread,
  ...settingsInThread,
  ...shortcutsInThread,
  ...teamsInThread,
  ...triageInThread,

  'app.back': 'Back to the list',
  'login.email': 'E-mail',

  'thread.label': 'Conversation with {name}',
  'thread.messages': 'Messages',
  'thread.start': 'Start of the conversation',
  'thread.loadingOlder': 'Loading earlier messages…',
  'thread.failed': 'The messages could not be loaded.',
  'thread.notFound': 'Conversation not found',
  'thread.notFoundHint': 'It may have been removed, or the address is wrong.',
  'thread.newBelow': { one: '{count} new message', other: '{count} new messages' },
  'thread.toBottom': 'Go to the latest message',
  'thread.empty': 'No messages in this conversation.',
  'thread.protocol': 'Protocol {protocol}',
  'thread.internal': 'Internal note',
  'thread.quoteElsewhere': 'Reply to an earlier message',
  'thread.bot': 'Assistant',
  'thread.automatic': 'Automatic message',
  'thread.attendant': 'Attendant',

  'action.takeOver': 'Take over',
  'action.takeOverLong': 'Take over conversation',
  'action.takeOverFrom': 'Take over from {name}',
  'action.close': 'Close',
  'action.reopen': 'Reopen',
  'action.hideContact': 'Close contact details',
  'action.closed': 'Conversation closed.',
  'action.closeScheduled': {
    one: 'There is {count} scheduled message: it will still be sent.',
    other: 'There are {count} scheduled messages: they will still be sent.',
  },
  'action.closeAnyway': 'Close anyway',
  'action.closeNot': 'Go back',
  'action.copied': 'Copied.',
  'action.copy': 'Copy {what}',

  'composer.label': 'Message to {name}',
  'composer.placeholder': 'Write a message',
  'composer.send': 'Send message',
  'composer.hint': 'Enter sends · Shift + Enter starts a new line',
  'composer.tooLong': { one: '{count} character over the limit', other: '{count} characters over the limit' },
  'composer.left': { one: '{count} character left', other: '{count} characters left' },
  'composer.outboxFull': '{count} messages have not been sent. Send or discard some before you write more.',
  'composer.forbidden': 'Your role does not allow writing to customers',
  'composer.forbiddenHint': 'You can read the conversation. To reply, talk to whoever manages roles.',
  'composer.mayNotTake': 'Your role does not allow taking over or reopening conversations.',
  'composer.bot': 'The AI is helping this customer',
  'composer.botHint': 'Take over and the AI goes quiet; you reply.',
  'composer.waiting': 'This customer is waiting for a person',
  'composer.waitingHint': 'Take over to reply.',
  'composer.position': 'Number {position} in the queue',
  'composer.other': '{name} is helping this customer',
  'composer.otherHint': 'Only the person who has the conversation replies.',
  'composer.closed': 'Conversation closed',
  'composer.closedHint': 'Reopen it to write to the customer again.',
  'composer.newerHint': 'The customer already has a newer open conversation.',
  'composer.openNewer': 'Open the new conversation',
  'composer.window': 'The 24-hour window has closed',

  'contact.title': 'Contact',
  'contact.phone': 'Phone',
  'contact.username': 'Username',
  'contact.profileName': 'Name on WhatsApp',
  'contact.conversation': 'This conversation',
  'contact.protocol': 'Protocol',
  'contact.status': 'Status',
  'contact.owner': 'Attendant',
  'contact.nobody': 'Nobody yet',
  'contact.started': 'Started',
  'contact.closedAt': 'Closed',
  'contact.window': '24 h window',
  'contact.windowUntil': 'open until {time}',
}
