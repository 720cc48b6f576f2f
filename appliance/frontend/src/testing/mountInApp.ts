/** Mounts a component as the app would: signed in, with routes, on the test's stores. */
import { mount, type ComponentMountingOptions } from '@vue/test-utils'
import { getActivePinia } from 'pinia'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'

import type { Permission } from '@/api/permissions'
import type { User } from '@/api/types'
import { PAGES } from '@/features/settings/pages'
import { useSession } from '@/stores/session'

import { makeSession } from './factories'

/** `without`: what the role permits otherwise, and not this time. */
export function signIn(user: Partial<User> = {}, without: Permission[] = []): void {
  const session = makeSession(user)
  useSession().session = { ...session, permissions: session.permissions.filter((one) => !without.includes(one)) }
}

export async function mountInApp<C extends Component>(component: C, options: ComponentMountingOptions<C> = {}, at = '/inbox') {
  const Nothing = { template: '<i />' }
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/login', name: 'login', component: Nothing },
      { path: '/password-reset/:token?', name: 'password-reset', component: Nothing },
      { path: '/invitation/:token', name: 'invitation', component: Nothing },
      { path: '/suporte', name: 'support-entry', component: Nothing },
      { path: '/protect-account', name: 'protect-account', component: Nothing },
      { path: '/board', name: 'board', component: Nothing },
      { path: '/settings', name: 'settings', component: Nothing },
      { path: '/settings/audit', name: 'audit', component: Nothing },
      ...PAGES.map(({ name, path }) => ({ path: `/settings/${path ?? name}`, name, component: Nothing })),
      { path: '/templates', name: 'templates', component: Nothing },
      { path: '/templates/new', name: 'template-new', component: Nothing },
      { path: '/templates/:templateId', name: 'template-edit', component: Nothing },
      { path: '/inbox/:conversationId?', name: 'inbox', component: Nothing },
    ],
  })
  await router.push(at)
  const wrapper = mount(component as Component, {
    attachTo: document.body,
    ...options,
    global: { plugins: [getActivePinia()!, router] },
  } as never)
  return { wrapper, router }
}
