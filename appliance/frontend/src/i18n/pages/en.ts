import type { PageCatalogue } from '..'
import { accountNoticePages } from '../accountNotices/pages.en'
import { accounts } from '../accounts/en'
import { audit } from '../audit/en'
import { boardPages } from '../board/pages.en'
import { brand } from '../brand/en'
import { cannedAnswerPages } from '../cannedAnswers/pages.en'
import { channel } from '../channel/en'
import { closingPages } from '../closing/pages.en'
import { composing } from '../composing/en'
import { contactFields } from '../contactFields/en'
import { contactPages } from '../contacts/pages.en'
import { deliveries } from '../deliveries/en'
import { formPages } from '../forms/pages.en'
import { hours } from '../hours/en'
import { inactivity } from '../inactivity/en'
import { labelPages } from '../labels/pages.en'
import { login } from '../login/en'
import { macroPages } from '../macros/pages.en'
import { notifications } from '../notifications/en'
import { permissions } from '../permissions/en'
import { queues } from '../queues/en'
import { roles } from '../roles/en'
import { serviceLevelPages } from '../serviceLevels/pages.en'
import { settingPages } from '../settings/pages.en'
import { signaturePages } from '../signature/pages.en'
import { support } from '../support/en'
import { surveys } from '../surveys/en'
import { templates } from '../templates/en'

export const enPages: PageCatalogue = {
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
