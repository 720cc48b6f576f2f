/** The browser's offer to install the inbox as an app: made once, when the page opens, so it is kept. */
import { shallowRef } from 'vue'

interface InstallPrompt extends Event {
  prompt: () => Promise<{ outcome: 'accepted' | 'dismissed' }>
}

const offered = shallowRef<InstallPrompt | null>(null)

/** Null: the browser offers nothing, or it is installed already. */
export const installPrompt = offered

export function listenForInstalling(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    offered.value = event as InstallPrompt
  })
  window.addEventListener('appinstalled', () => (offered.value = null))
}

/** A prompt is good for one question. */
export async function install(): Promise<void> {
  const prompt = offered.value
  offered.value = null
  await prompt?.prompt()
}

export const isInstalled = () => window.matchMedia('(display-mode: standalone)').matches
