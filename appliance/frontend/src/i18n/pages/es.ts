import type { PageCatalogue } from '..'
import { accountNoticePages } from '../accountNotices/pages.es'
import { accounts } from '../accounts/es'
import { audit } from '../audit/es'
import { boardPages } from '../board/pages.es'
import { brand } from '../brand/es'
import { cannedAnswerPages } from '../cannedAnswers/pages.es'
import { channel } from '../channel/es'
import { closingPages } from '../closing/pages.es'
import { composing } from '../composing/es'
import { contactFields } from '../contactFields/es'
import { contactPages } from '../contacts/pages.es'
import { deliveries } from '../deliveries/es'
import { formPages } from '../forms/pages.es'
import { hours } from '../hours/es'
import { inactivity } from '../inactivity/es'
import { labelPages } from '../labels/pages.es'
import { login } from '../login/es'
import { macroPages } from '../macros/pages.es'
import { notifications } from '../notifications/es'
import { permissions } from '../permissions/es'
import { queues } from '../queues/es'
import { roles } from '../roles/es'
import { serviceLevelPages } from '../serviceLevels/pages.es'
import { settingPages } from '../settings/pages.es'
import { signaturePages } from '../signature/pages.es'
import { support } from '../support/es'
import { surveys } from '../surveys/es'
import { templates } from '../templates/es'

export const esPages: PageCatalogue = {
  ...accountNoticePages,
  ...accounts,
  ...audit,
  ...boardPages,
  ...brand,
  ...cannedAnswerPages,
  ...channel,
  ...closingPages,
  ...composing,
  ...contactFields,
  ...contactPages,
  ...deliveries,
  ...formPages,
  ...hours,
  ...inactivity,
  ...labelPages,
  ...login,
  ...macroPages,
  ...notifications,
  ...permissions,
  ...queues,
  ...roles,
  ...serviceLevelPages,
  ...settingPages,
  ...signaturePages,
  ...support,
  ...surveys,
  ...templates,
}
