/** What the bubble of a message shows until the server has said it. */
import type { MessageBody } from '@/api/messages'
import type { Said } from '@/stores/outbox'

export function shownOf(body: MessageBody): Pick<Said, 'content' | 'metadata'> {
  const { content = '', location, contacts, interactive, template } = body
  return {
    content,
    metadata: {
      ...(location ? { location } : {}),
      ...(contacts ? { contacts } : {}),
      ...(interactive ? { interactive } : {}),
      ...(template ? { template: { id: template.template_id } } : {}),
    },
  }
}
