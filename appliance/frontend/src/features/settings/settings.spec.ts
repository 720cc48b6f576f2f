import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'

import { makeSession } from '@/testing/factories'
import { FakeServer } from '@/testing/fakeServer'
import { mountInApp } from '@/testing/mountInApp'
import { useSession } from '@/stores/session'
import { useDeliveries } from '@/stores/deliveries'

import PageList from './PageList.vue'
import { PAGES } from './pages'

beforeEach(() => new FakeServer())

/** The list of somebody who may do just this. */
async function listFor(...permissions: never[]) {
  useSession().session = { ...makeSession(), permissions }
  const { wrapper } = await mountInApp(PageList, {}, '/settings/deliveries')
  await flushPromises()
  return wrapper
}

describe('the list of settings pages', () => {
  it('has what the person may reach, and marks where they are', async () => {
    const open = PAGES.filter((one) => one.permission === null).length
    expect((await listFor()).findAll('a')).toHaveLength(open)
    const list = await listFor('delivery.inspect' as never)
    expect(list.findAll('a')).toHaveLength(open + 1)
    expect(list.get('[aria-current=page]').text()).toBe('Entregas com problema')
  })

  it('says how much waits in a page', async () => {
    useDeliveries().leftOver = 3
    const list = await listFor('delivery.inspect' as never)
    expect(list.get('[aria-current=page] .sr-only').text()).toBe('Entregas com problema: 3 entregas a resolver')
  })

  it('gives every page an address of its own', () => {
    expect(new Set(PAGES.map((one) => one.path ?? one.name)).size).toBe(PAGES.length)
  })
})
