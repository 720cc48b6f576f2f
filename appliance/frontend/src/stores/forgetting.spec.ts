import type { StoreDefinition } from 'pinia'
import { expect, it } from 'vitest'

import { useBegun } from './begun'
import { forgetEverything } from './forgetting'
import { useMentions } from './mentions'

const modules = import.meta.glob<Record<string, unknown>>(['./*.ts', '!./*.spec.ts'], { eager: true })
const stores = Object.values(modules).flatMap((module) =>
  Object.values(module).filter((one): one is StoreDefinition => typeof one === 'function' && '$id' in one),
)

/** They show what other stores hold, what the browser keeps, the help desk's rules, or who is signed in. */
const STAY = ['drafts', 'limits', 'offers', 'preferences', 'session', 'templateRules']

it('leaves no store out that holds what was read or said', () => {
  expect(stores.length).toBeGreaterThan(40)
  expect(stores.filter((use) => !('clear' in use())).map((use) => use.$id).sort()).toEqual(STAY)
})

it('empties those that were used', () => {
  useBegun().expect(7)
  useMentions().unseen = 3
  forgetEverything()
  expect(useBegun().id).toBeNull()
  expect(useMentions().unseen).toBe(0)
})
