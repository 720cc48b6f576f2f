import { ChevronDown, ChevronsUp, ChevronUp, Equal } from '@lucide/vue'
import type { Component } from 'vue'

import type { TextKey } from '@/i18n'

export interface Priority {
  value: number
  label: TextKey
  icon: Component
  tone: string
}

/** From the least to the most urgent; `value` as the API has it. */
export const PRIORITIES: Priority[] = [
  { value: -1, label: 'triage.low', icon: ChevronDown, tone: 'text-muted' },
  { value: 0, label: 'triage.normal', icon: Equal, tone: 'text-muted' },
  { value: 1, label: 'triage.high', icon: ChevronUp, tone: 'text-warning' },
  { value: 2, label: 'triage.urgent', icon: ChevronsUp, tone: 'text-error' },
]

export const priorityOf = (value: number | undefined): Priority => PRIORITIES.find((one) => one.value === value) ?? PRIORITIES[1]!
