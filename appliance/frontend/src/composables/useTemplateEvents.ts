/** While the page of templates is open: what Meta decides shows at once. */
import { onScopeDispose } from 'vue'

import type { Template } from '@/api/templates'
import { connectRealtime } from '@/realtime/client'
import { Dispatcher } from '@/realtime/dispatcher'
import { useSession } from '@/stores/session'

export function useTemplateEvents(onTemplate: (template: Template) => void, onMissed: () => void, connect = connectRealtime): void {
  const session = useSession()
  const dispatcher = new Dispatcher()
  dispatcher.subscribe({
    'template.updated': ({ template }) => onTemplate(template),
    refused: () => void session.load().catch(() => undefined), // unreachable: the next refusal asks again
    resync: onMissed,
  })
  onScopeDispose(connect(dispatcher))
}
