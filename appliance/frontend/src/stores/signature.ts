/** What stands before the texts I send. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'

import * as api from '@/api/signature'
import type { Signature, SignatureMode } from '@/api/signature'

export const useSignature = defineStore('signature', () => {
  const signature = shallowRef<Signature | null>(null)
  const prefix = computed(() => signature.value?.prefix ?? '')

  /** Throws ApiError. */
  async function load(): Promise<void> {
    signature.value = await api.fetchSignature()
  }

  /** Once, for the composer. Throws nothing: the server signs, whatever is known here. */
  async function know(): Promise<void> {
    if (!signature.value) await load().catch(() => undefined)
  }

  const changeOwn = async (change: Pick<Signature, 'is_on' | 'name'>) => void (signature.value = await api.changeSignature(change))
  const changeMode = async (mode: SignatureMode) => void (signature.value = await api.changeSignatureMode(mode))
  const clear = () => (signature.value = null)

  return { signature, prefix, load, know, changeOwn, changeMode, clear }
})
