/** The pages of the settings, in the order in which they are listed. A new one is a line here. */
import { BellDot, BellRing, CircleUser, Clock3, Hourglass, LifeBuoy, ListChecks, MailWarning, MessageSquareText, Network, Palette, PlugZap, ScrollText, ShieldCheck, Signature, Smile, SquareUserRound, Star, Tags, Timer, UsersRound, Zap } from '@lucide/vue'
import type { Component } from 'vue'

import type { Permission } from '@/api/permissions'
import type { TextKey } from '@/i18n'

export const GROUPS = ['account', 'team', 'work', 'channel'] as const

export interface SettingsPage {
  /** Of the route; its address is /settings/ and this, unless `path` says otherwise. */
  name: string
  path?: string
  group: (typeof GROUPS)[number]
  title: TextKey
  icon: Component
  /** Who does not hold it neither sees nor reaches the page; null is everybody. */
  permission: Permission | null
  view: () => Promise<unknown>
}

export const PAGES: SettingsPage[] = [
  {
    name: 'hours',
    group: 'work',
    title: 'hours.title',
    icon: Clock3,
    permission: 'hours.manage',
    view: () => import('@/views/settings/HoursView.vue'),
  },
  {
    name: 'service-levels',
    group: 'work',
    title: 'sla.title',
    icon: Timer,
    permission: 'automation.manage',
    view: () => import('@/views/settings/ServiceLevelsView.vue'),
  },
  {
    name: 'inactivity',
    group: 'work',
    title: 'inactivity.title',
    icon: Hourglass,
    permission: 'automation.manage',
    view: () => import('@/views/settings/InactivityView.vue'),
  },
  {
    name: 'surveys',
    group: 'work',
    title: 'surveys.title',
    icon: Star,
    permission: 'automation.manage',
    view: () => import('@/views/settings/SurveysView.vue'),
  },
  {
    name: 'survey-results',
    group: 'work',
    title: 'surveys.results',
    icon: Smile,
    permission: 'report.read',
    view: () => import('@/views/settings/SurveyResultsView.vue'),
  },
  {
    name: 'macros',
    group: 'work',
    title: 'macros.menu',
    icon: Zap,
    permission: null,
    view: () => import('@/views/settings/MacrosView.vue'),
  },
  {
    name: 'close-reasons',
    group: 'work',
    title: 'closing.reasons',
    icon: ListChecks,
    permission: 'close_reason.manage',
    view: () => import('@/views/settings/CloseReasonsView.vue'),
  },
  {
    name: 'account',
    group: 'account',
    title: 'account.title',
    icon: CircleUser,
    permission: null,
    view: () => import('@/views/settings/AccountView.vue'),
  },
  {
    name: 'notifications',
    group: 'account',
    title: 'notify.title',
    icon: BellDot,
    permission: null,
    view: () => import('@/views/settings/NotificationsView.vue'),
  },
  {
    name: 'people',
    group: 'team',
    title: 'people.title',
    icon: UsersRound,
    permission: 'user.manage',
    view: () => import('@/views/settings/PeopleView.vue'),
  },
  {
    name: 'signature',
    group: 'work',
    title: 'signature.title',
    icon: Signature,
    permission: null,
    view: () => import('@/views/settings/SignatureView.vue'),
  },
  {
    name: 'labels',
    group: 'work',
    title: 'labels.title',
    icon: Tags,
    permission: 'label.manage',
    view: () => import('@/views/settings/LabelsView.vue'),
  },
  {
    name: 'contact-fields',
    group: 'work',
    title: 'fields.title',
    icon: SquareUserRound,
    permission: 'contact_field.manage',
    view: () => import('@/views/settings/ContactFieldsView.vue'),
  },
  {
    name: 'canned-answers',
    group: 'work',
    title: 'canned.title',
    icon: MessageSquareText,
    permission: 'canned.manage',
    view: () => import('@/views/settings/CannedAnswersView.vue'),
  },
  {
    name: 'queues',
    group: 'team',
    title: 'queues.title',
    icon: Network,
    permission: 'queue.manage',
    view: () => import('@/views/settings/QueuesView.vue'),
  },
  {
    name: 'roles',
    group: 'team',
    title: 'roles.title',
    icon: ShieldCheck,
    permission: 'role.manage',
    view: () => import('@/views/settings/RolesView.vue'),
  },
  {
    name: 'brand',
    group: 'team',
    title: 'brand.title',
    icon: Palette,
    permission: 'brand.manage',
    view: () => import('@/views/settings/BrandView.vue'),
  },
  {
    name: 'support-accesses',
    group: 'team',
    title: 'support.title',
    icon: LifeBuoy,
    permission: 'user.manage',
    view: () => import('@/views/settings/SupportAccessesView.vue'),
  },
  {
    name: 'audit',
    group: 'team',
    title: 'audit.title',
    icon: ScrollText,
    permission: 'audit.read',
    view: () => import('@/views/settings/AuditView.vue'),
  },
  {
    name: 'channel',
    group: 'channel',
    title: 'channel.title',
    icon: PlugZap,
    permission: 'settings.manage',
    view: () => import('@/views/settings/ChannelView.vue'),
  },
  {
    name: 'deliveries',
    group: 'channel',
    title: 'deliveries.title',
    icon: MailWarning,
    permission: 'delivery.inspect',
    view: () => import('@/views/DeliveriesView.vue'),
  },
  {
    name: 'account-notices',
    group: 'channel',
    title: 'accountNotice.title',
    icon: BellRing,
    permission: 'notice.inspect',
    view: () => import('@/views/AccountNoticesView.vue'),
  },
]
