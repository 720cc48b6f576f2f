/** A sign-out holds for the whole browser: this tab tells the others, and hears of theirs. */
import { storedName, writeStored } from './stored'

const KEY = 'signed-out'

/** Storage events reach every tab but the one that writes; the time makes each write a change. */
export function tellOtherTabs(): void {
  writeStored(KEY, String(Date.now()))
}

export function onSignOutElsewhere(callback: () => void): void {
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === storedName(KEY) && newValue) callback()
  })
}
