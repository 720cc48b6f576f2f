/** What this browser was told to do: language, appearance, notifications, panels. */
import { defineStore } from 'pinia'
import { ref, watch } from 'vue'

import { isLocale, setLocale, type Locale } from '@/i18n'

import { readStored, writeStored } from './stored'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export const usePreferences = defineStore('preferences', () => {
  const storedTheme = readStored('theme')
  const theme = ref<Theme>(THEMES.find((one) => one === storedTheme) ?? 'system')
  const locale = ref<Locale>('pt-BR')
  const wantsNotifications = ref(readStored('notifications') === 'on')
  /** Of one key each, in the inbox. */
  const usesShortcuts = ref(readStored('shortcuts') !== 'off')
  const isContactOpen = ref(readStored('contact') !== 'hidden')

  /** The reader's own choice, else their profile's, else the company's language. */
  async function applyLocale(...suggestions: (string | null | undefined)[]): Promise<void> {
    const next = [readStored('locale'), ...suggestions].find(isLocale)
    if (next) await useLocale(next)
  }

  async function chooseLocale(next: Locale): Promise<void> {
    writeStored('locale', next)
    await useLocale(next)
  }

  async function useLocale(next: Locale): Promise<void> {
    await setLocale(next)
    locale.value = next
  }

  watch(theme, (next) => {
    writeStored('theme', next === 'system' ? '' : next)
    showTheme(next)
  })
  watch(wantsNotifications, (next) => writeStored('notifications', next ? 'on' : ''))
  watch(usesShortcuts, (next) => writeStored('shortcuts', next ? '' : 'off'))
  watch(isContactOpen, (next) => writeStored('contact', next ? '' : 'hidden'))
  showTheme(theme.value)

  return { theme, locale, wantsNotifications, usesShortcuts, isContactOpen, applyLocale, chooseLocale }
})

function showTheme(theme: Theme): void {
  const root = document.documentElement
  if (theme === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = theme === 'dark' ? 'guiche-dark' : 'guiche'
}
