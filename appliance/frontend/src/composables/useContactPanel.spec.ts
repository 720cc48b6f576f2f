import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import { createRouter, createWebHistory, type Router } from 'vue-router'

import { usePreferences } from '@/stores/preferences'
import { eventually } from '@/testing/eventually'

import { useContactPanel } from './useContactPanel'

const Nothing = { template: '<i />' }
let router: Router

beforeEach(async () => {
  history.replaceState(null, '', '/inbox')
  const routes = [{ path: '/inbox/:conversationId?', name: 'inbox', component: Nothing }]
  router = createRouter({ history: createWebHistory(), routes })
  await router.push('/inbox?tab=all')
})

function onScreen(fitsBeside: boolean) {
  const media = { matches: fitsBeside, addEventListener: vi.fn(), removeEventListener: vi.fn() }
  vi.stubGlobal('matchMedia', () => media)
  let panel!: ReturnType<typeof useContactPanel>
  mount({ setup: () => ((panel = useContactPanel()), () => null) }, { global: { plugins: [router] } })
  return panel
}

it('over the thread, going back closes it and leaves one in the thread', async () => {
  const panel = onScreen(false)
  await router.push('/inbox/5?tab=all')
  panel.value = true
  await flushPromises()
  expect(panel.value).toBe(true)
  history.back()
  await eventually(() => expect(panel.value).toBe(false))
  expect(router.currentRoute.value.fullPath).toBe('/inbox/5?tab=all')
})

it('closed by its button it leaves nothing to go back through', async () => {
  const panel = onScreen(false)
  await router.push('/inbox/5?tab=all')
  panel.value = true
  await flushPromises()
  panel.value = false
  await eventually(() => expect(panel.value).toBe(false))
  history.back()
  await eventually(() => expect(router.currentRoute.value.fullPath).toBe('/inbox?tab=all'))
})

it('found open, as after a reload by its address, it is closed in its place', async () => {
  await router.replace('/inbox/5?tab=all#contact')
  const panel = onScreen(false)
  expect(panel.value).toBe(true)
  panel.value = false
  await eventually(() => expect(router.currentRoute.value.fullPath).toBe('/inbox/5?tab=all'))
})

it('another conversation is opened without it', async () => {
  const panel = onScreen(false)
  await router.push('/inbox/5#contact')
  await router.push({ name: 'inbox', params: { conversationId: 6 }, query: {} })
  expect(panel.value).toBe(false)
})

it('beside the thread it is remembered and no step', async () => {
  const panel = onScreen(true)
  usePreferences().isContactOpen = false
  panel.value = true
  await flushPromises()
  expect(usePreferences().isContactOpen).toBe(true)
  expect(router.currentRoute.value.hash).toBe('')
})
