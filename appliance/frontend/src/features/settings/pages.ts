/** The pages of the settings, in the order in which they are listed. A new one is a line here. */
import { BellRing, ListChecks, CircleUser, MailWarning, UsersRound } from '@lucide/vue'
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
    name: 'people',
    group: 'team',
    title: 'people.title',
    icon: UsersRound,
    permission: 'user.manage',
    view: () => import('@/views/settings/PeopleView.vue'),
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
