/** Nobody is signed in any more: nothing that was read or said here may stay on the page. */
import { useAccountNotices } from './accountNotices'
import { useAccounts } from './accounts'
import { useAnnouncer } from './announcer'
import { useAttachments } from './attachments'
import { useAudit } from './audit'
import { useBegun } from './begun'
import { useCloseReasons } from './closeReasons'
import { useConnection } from './connection'
import { useCannedAnswers } from './cannedAnswers'
import { useContacts } from './contacts'
import { useConversationList } from './conversationList'
import { useConversations } from './conversations'
import { useCounters } from './counters'
import { useDeliveries } from './deliveries'
import { useHours } from './hours'
import { useLabels } from './labels'
import { useMentions } from './mentions'
import { useMessages } from './messages'
import { useNoteDrafts } from './noteDrafts'
import { useNotices } from './notices'
import { useOutbox } from './outbox'
import { usePeople } from './people'
import { useQueues } from './queues'
import { useReplies } from './replies'
import { useSavedViews } from './savedViews'
import { useRoles } from './roles'
import { useScheduled } from './scheduled'
import { useSending } from './sending'
import { useSignature } from './signature'
import { useTemplateChoice } from './templateChoice'
import { useTemplates } from './templates'
import { useViewer } from './viewer'

export function forgetEverything(): void {
  useAccountNotices().clear()
  useAccounts().clear()
  useAnnouncer().say('')
  useAttachments().clear()
  useAudit().clear()
  useBegun().clear()
  useCannedAnswers().clear()
  useCloseReasons().clear()
  useConnection().connected() // nothing to be lost: nobody is listening
  useContacts().clear()
  useConversationList().clear()
  useConversations().clear()
  useCounters().clear()
  useDeliveries().clear()
  useHours().clear()
  useLabels().clear()
  useMentions().clear()
  useMessages().clear()
  useNoteDrafts().clear()
  useNotices().clear()
  useOutbox().clear()
  usePeople().clear()
  useQueues().clear()
  useReplies().clear()
  useSavedViews().clear()
  useRoles().clear()
  useScheduled().clear()
  useSending().clear()
  useSignature().clear()
  useTemplateChoice().clear()
  useTemplates().clear()
  useViewer().clear()
}
