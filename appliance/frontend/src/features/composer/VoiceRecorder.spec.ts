import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { ref } from 'vue'

import VoiceRecorder from './VoiceRecorder.vue'

const spoken = new File(['ogg'], 'voz.ogg', { type: 'audio/ogg' })
const recorder = { state: ref('off'), problem: ref(null), seconds: ref(0), levels: ref([]), file: ref(null) }

vi.mock('./useRecorder', () => ({
  useRecorder: () => ({ ...recorder, start: () => (recorder.state.value = 'recording'), stop: async () => spoken, cancel: () => undefined }),
}))

describe('the recorder', () => {
  it('takes no click for a voice note that can only be meant for what stood there before', async () => {
    const wrapper = mount(VoiceRecorder, { props: { keep: () => undefined }, attachTo: document.body })
    await flushPromises()
    const send = wrapper.get<HTMLButtonElement>('button[aria-label="Enviar mensagem de voz"]')
    recorder.seconds.value = 0.4
    await flushPromises()
    send.element.click()
    await flushPromises()
    expect(send.element.disabled).toBe(true)
    recorder.seconds.value = 1.2
    await flushPromises()
    await send.trigger('click', { detail: 2 })
    await flushPromises()
    expect(wrapper.emitted('send')).toBeUndefined()
    await send.trigger('click', { detail: 1 })
    await flushPromises()
    expect(wrapper.emitted('send')).toEqual([[spoken]])
  })
})
