import { COLOURS } from '@/features/queues/colours'

/** For the label after `count` others: told apart from the ones before it. */
export const colourFor = (count: number): string => COLOURS[count % COLOURS.length] ?? '#3b5bdb'
