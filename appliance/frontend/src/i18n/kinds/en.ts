import type { Plural } from '..'
import type { kinds as source } from './pt-BR'

export const kinds: Record<keyof typeof source, string | Plural> = {
  'mark.revokedByCustomer': 'Message deleted by the customer',
  'mark.revoked': 'Message deleted',
  'reaction.preview': 'Reacted with {emoji}',
  'media.askAgain': 'Ask the customer to send it again.',
  'mediaError.no_media_id': 'WhatsApp did not say which file it is. Ask the customer to send it again.',
  'mediaError.expired': 'WhatsApp no longer has this file. Ask the customer to send it again.',
  'mediaError.too_large': 'The file is larger than allowed. Ask for a smaller one, or a link.',
  'mediaError.wrong_hash': 'What arrived is not what the customer sent. Ask them to send it again.',
  'mediaError.wrong_type': 'The content is not of the announced type; it was not kept, for safety.',
  'mediaError.unreadable_image': 'The image is corrupt or too large to open. Ask for another one.',
  'mediaError.foreign_address': 'The file’s address is not WhatsApp’s; it was not opened, for safety.',
  'mediaError.no_access': 'The access to WhatsApp is no longer valid. Tell the administrator.',
  'mediaError.refused_by_whatsapp': 'WhatsApp refused to hand over the file. Ask the customer to send it again.',
  'mediaError.unavailable': 'WhatsApp did not hand over the file just now.',
  'mediaError.disk_full': 'There is no room to keep the file. Tell the administrator.',
  'mediaError.storage_unavailable': 'The file could not be kept. Tell the administrator.',
  'mediaError.given_up': 'The file did not arrive, after many attempts.',
  'mediaError.131052': 'The file is over 100 MB and WhatsApp does not deliver it. Ask for a smaller one, or a link.',
  'contacts.count': { one: '{count} contact', other: '{count} contacts' },

  'reply.button': 'Tapped the button',
  'reply.template_button': 'Tapped the button',
  'reply.list': 'Chose from the list',
  'reply.flow': 'Filled in the form',
  'reply.address': 'Sent an address',
  'reply.call_permission': 'Answered the request to call',
  'reply.callAllowed': 'Allowed calls',
  'reply.callDenied': 'Did not allow calls',
  'reply.noFields': 'No field filled in.',
  'reply.yes': 'Yes',
  'reply.no': 'No',

  'order.items': { one: '{count} item', other: '{count} items' },

  'system.number_changed': 'The customer changed their number.',
  'system.number_changedTo': 'The customer changed their number: from {from} to {to}.',
  'system.relieved': '{by} took over from {from}.',
  'system.user_id_changed': 'WhatsApp gave the customer a new identifier. The conversation stays the same.',
  'system.identity_changed': 'The customer’s security code changed: they may have a new phone. Make sure who it is before speaking of personal data.',

  'call.customer': 'Call from the customer',
  'call.business': 'Call to the customer',
  'call.missed': 'Missed call from the customer',
  'call.unanswered': 'Call not answered by the customer',
}
