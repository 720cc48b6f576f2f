/** The uploaded files beside the field where one writes, kept in this browser as the text in it is. */
import type { MediaKind } from '@/api/media'
import type { MediaData } from '@/api/metadata'
import type { Id } from '@/api/types'

import { readStored, writeStored } from './stored'

export interface KeptFile {
  kind: MediaKind
  media: MediaData
  caption: string
}

const keyOf = (userId: Id, conversationId: Id) => `attachments.${userId}.${conversationId}`

export function keepTray(userId: Id, conversationId: Id, kept: KeptFile[]): void {
  writeStored(keyOf(userId, conversationId), kept.length > 0 ? JSON.stringify(kept) : '')
}

export function readTray(userId: Id, conversationId: Id): KeptFile[] {
  try {
    const kept: unknown = JSON.parse(readStored(keyOf(userId, conversationId)) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isKept) : []
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}

function isKept(one: unknown): one is KeptFile {
  const { kind, media, caption } = (one ?? {}) as Partial<KeptFile>
  return typeof kind === 'string' && Number.isInteger(media?.id) && typeof caption === 'string'
}
