/** Texts of pages beside the inbox: loaded with the first of them (`withTexts`). */
import { accountNoticePages } from '../accountNotices/pages.pt-BR'
import { accounts } from '../accounts/pt-BR'
import { audit } from '../audit/pt-BR'
import { boardPages } from '../board/pages.pt-BR'
import { brand } from '../brand/pt-BR'
import { cannedAnswerPages } from '../cannedAnswers/pages.pt-BR'
import { channel } from '../channel/pt-BR'
import { closingPages } from '../closing/pages.pt-BR'
import { composing } from '../composing/pt-BR'
import { contactFields } from '../contactFields/pt-BR'
import { contactPages } from '../contacts/pages.pt-BR'
import { deliveries } from '../deliveries/pt-BR'
import { formPages } from '../forms/pages.pt-BR'
import { hours } from '../hours/pt-BR'
import { inactivity } from '../inactivity/pt-BR'
import { labelPages } from '../labels/pages.pt-BR'
import { login } from '../login/pt-BR'
import { macroPages } from '../macros/pages.pt-BR'
import { notifications } from '../notifications/pt-BR'
import { permissions } from '../permissions/pt-BR'
import { queues } from '../queues/pt-BR'
import { roles } from '../roles/pt-BR'
import { serviceLevelPages } from '../serviceLevels/pages.pt-BR'
import { settingPages } from '../settings/pages.pt-BR'
import { signaturePages } from '../signature/pages.pt-BR'
import { support } from '../support/pt-BR'
import { surveys } from '../surveys/pt-BR'
import { templates } from '../templates/pt-BR'

export const ptBRPages = {
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
