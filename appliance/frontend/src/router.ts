import { createRouter, createWebHistory, type Router } from 'vue-router'

import { useSession } from './stores/session'

export function createAppRouter(): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      { path: '/', redirect: { name: 'inbox' } },
      { path: '/login', name: 'login', component: () => import('./views/LoginView.vue') },
      {
        path: '/inbox/:conversationId(\\d+)?',
        name: 'inbox',
        component: () => import('./views/InboxView.vue'),
        meta: { needsSession: true },
      },
      {
        path: '/settings/deliveries',
        name: 'deliveries',
        component: () => import('./views/DeliveriesView.vue'),
        meta: { needsSession: true, needsAdmin: true },
      },
      {
        path: '/settings/account-notices',
        name: 'account-notices',
        component: () => import('./views/AccountNoticesView.vue'),
        meta: { needsSession: true, needsAdmin: true },
      },
      {
        path: '/templates',
        name: 'templates',
        component: () => import('./views/TemplatesView.vue'),
        meta: { needsSession: true },
      },
      {
        path: '/templates/new',
        name: 'template-new',
        component: () => import('./views/TemplateFormView.vue'),
        meta: { needsSession: true, managesTemplates: true },
      },
      {
        path: '/templates/:templateId(\\d+)',
        name: 'template-edit',
        component: () => import('./views/TemplateFormView.vue'),
        meta: { needsSession: true, managesTemplates: true },
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
    if (to.meta['managesTemplates'] && !session.mayManageTemplates) return { name: 'templates' }
    if (to.meta['needsAdmin'] && !session.isAdmin) return { name: 'inbox' }
    return to.name === 'login' && isSignedIn ? { name: 'inbox' } : true
  })
  return router
}
