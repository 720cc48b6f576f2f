import { createRouter, createWebHistory, type RouteRecordRaw, type Router } from 'vue-router'

import type { Permission } from './api/permissions'
import { PAGES } from './features/settings/pages'
import { withTexts } from './i18n'
import { useSession } from './stores/session'

declare module 'vue-router' {
  interface RouteMeta {
    needsSession?: boolean
    /** Who does not hold it is led to the page named by `otherwise`. */
    permission?: Permission | null
    otherwise?: string
  }
}

/** The list of pages alone. */
const EmptyPage = { render: () => null }

function settingsRoutes(): RouteRecordRaw[] {
  return PAGES.map(({ name, path, permission, view }) => ({
    path: path ?? name,
    name,
    component: withTexts(view as () => Promise<never>),
    meta: { permission },
  }))
}

export function createAppRouter(): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      { path: '/login', name: 'login', component: withTexts(() => import('./views/LoginView.vue')) },
      { path: '/password-reset/:token?', name: 'password-reset', component: withTexts(() => import('./views/PasswordResetView.vue')) },
      { path: '/invitation/:token', name: 'invitation', component: withTexts(() => import('./views/InvitationView.vue')) },
      { path: '/suporte', name: 'support-entry', component: withTexts(() => import('./views/SupportEntryView.vue')) },
      {
        path: '/protect-account',
        name: 'protect-account',
        component: withTexts(() => import('./views/ProtectAccountView.vue')),
        meta: { needsSession: true },
      },
      {
        path: '/',
        component: () => import('./views/SignedInView.vue'),
        meta: { needsSession: true },
        children: [
          { path: '', redirect: { name: 'inbox' } },
          {
            path: '/inbox/:conversationId(\\d+)?',
            name: 'inbox',
            component: () => import('./views/InboxView.vue'),
          },
          {
            path: '/board',
            name: 'board',
            component: withTexts(() => import('./views/BoardView.vue')),
            meta: { permission: 'board.read' },
          },
          {
            path: '/settings',
            component: withTexts(() => import('./views/settings/SettingsView.vue')),
            children: [{ path: '', name: 'settings', component: EmptyPage }, ...settingsRoutes()],
          },
          {
            path: '/templates',
            name: 'templates',
            component: withTexts(() => import('./views/TemplatesView.vue')),
            meta: { permission: 'template.read' },
          },
          {
            path: '/templates/new',
            name: 'template-new',
            component: withTexts(() => import('./views/TemplateFormView.vue')),
            meta: { permission: 'template.manage', otherwise: 'templates' },
          },
          {
            path: '/templates/:templateId(\\d+)',
            name: 'template-edit',
            component: withTexts(() => import('./views/TemplateFormView.vue')),
            meta: { permission: 'template.manage', otherwise: 'templates' },
          },
        ],
      },
      { path: '/:rest(.*)*', redirect: { name: 'inbox' } },
    ],
  })
  router.beforeEach((to) => {
    const session = useSession()
    const isSignedIn = session.session !== null
    if (to.meta['needsSession'] && !isSignedIn) {
      return { name: 'login', query: to.fullPath === '/inbox' ? {} : { next: to.fullPath } }
    }
    if (session.mustSetUpSecondFactor !== (to.name === 'protect-account') && to.meta['needsSession']) {
      return session.mustSetUpSecondFactor ? { name: 'protect-account', query: { next: to.fullPath } } : { name: 'inbox' }
    }
    const { permission, otherwise } = to.meta
    if (permission && !session.may(permission)) return { name: otherwise ?? 'inbox' }
    return to.name === 'login' && isSignedIn ? { name: 'inbox' } : true
  })
  return router
}
