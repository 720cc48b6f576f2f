/** The client's labels, by name, as they are now: a conversation that was loaded before knows older ones. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

import * as api from '@/api/labels'
import type { Label } from '@/api/labels'
import type { Conversation, Id } from '@/api/types'

import { useConversations } from './conversations'

export const useLabels = defineStore('labels', () => {
  const all = shallowRef<Label[]>([])
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const byId = computed(() => new Map(all.value.map((one) => [one.id, one])))

  /** Throws when they could not be had; those that are known stay. */
  async function load(): Promise<void> {
    try {
      receive((await api.fetchLabels()).data)
    } catch (error) {
      if (state.value !== 'ready') state.value = 'failed'
      throw error
    }
  }

  function receive(labels: Label[]): void {
    all.value = labels
    state.value = 'ready'
  }

  async function create(fields: Omit<Label, 'id'>): Promise<Label> {
    const made = await api.createLabel(fields)
    keep(made)
    return made
  }

  async function change(id: Id, fields: Partial<Omit<Label, 'id'>>): Promise<void> {
    keep(await api.changeLabel(id, fields))
  }

  async function remove(id: Id, everywhere: boolean): Promise<void> {
    await api.deleteLabel(id, everywhere)
    all.value = all.value.filter((one) => one.id !== id)
  }

  /** Puts one on a conversation, or takes it off. Throws ApiError. */
  async function put(conversationId: Id, labelId: Id, on: boolean): Promise<void> {
    useConversations().keep(await api.relabel(conversationId, on ? { add: [labelId] } : { remove: [labelId] }))
  }

  function keep(label: Label): void {
    all.value = [...all.value.filter((one) => one.id !== label.id), label].sort((a, b) => a.name.localeCompare(b.name))
  }

  const find = (id: Id) => byId.value.get(id)

  /** What it carries, as it is called now; what was deleted since is gone. */
  function of(conversation: Conversation): Label[] {
    const carried = conversation.labels ?? []
    return state.value === 'ready' ? carried.flatMap((one) => byId.value.get(one.id) ?? []) : carried
  }

  function clear(): void {
    all.value = []
    state.value = 'loading'
  }

  return { all, state, load, receive, create, change, remove, put, find, of, clear }
})
