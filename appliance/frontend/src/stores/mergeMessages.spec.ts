import { describe, expect, it } from 'vitest'

import type { MessageStatus } from '@/api/types'
import { makeMessage } from '@/testing/factories'

import { mergeMessages } from './mergeMessages'

describe('mergeMessages', () => {
  it('keeps each id once, in the order of the conversation', () => {
    const late = makeMessage({ id: 2, sent_at: '2026-11-20T15:00:05Z' })
    const early = makeMessage({ id: 9, sent_at: '2026-11-20T15:00:01Z' })
    const sameSecond = makeMessage({ id: 3, sent_at: '2026-11-20T15:00:05Z' })
    const merged = mergeMessages([late, early], [sameSecond, { ...late, content: 'novo' }])
    expect(merged.map((one) => one.id)).toEqual([9, 2, 3])
    expect(merged[1]?.content).toBe('novo')
  })

  it.each<[MessageStatus, MessageStatus, MessageStatus]>([
    ['read', 'delivered', 'read'],
    ['sent', 'queued', 'sent'],
    ['delivered', 'read', 'read'],
    ['sent', 'failed', 'failed'],
    ['failed', 'queued', 'queued'],
    ['unknown', 'queued', 'queued'],
    ['unknown', 'delivered', 'delivered'],
  ])('a message that is %s and is reported %s shows %s', (before, reported, shown) => {
    const message = makeMessage({ id: 1, sender_type: 'attendant', status: before })
    expect(mergeMessages([message], [{ ...message, status: reported }])[0]?.status).toBe(shown)
  })

  it('does not forget the client key of a bubble', () => {
    const message = makeMessage({ id: 1, client_key: 'k' })
    expect(mergeMessages([message], [{ ...message, client_key: null }])[0]?.client_key).toBe('k')
  })
})
