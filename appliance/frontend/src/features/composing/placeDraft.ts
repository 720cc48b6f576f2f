import { decimal, isOnEarth } from './place'

/** A place while it is being written. */
export interface PlaceDraft {
  latitude: string
  longitude: string
  name: string
  address: string
}

export interface Place {
  latitude: number
  longitude: number
  name?: string
  address?: string
}

export const emptyPlace = (): PlaceDraft => ({ latitude: '', longitude: '', name: '', address: '' })

/** Null while it is none on earth. */
export function placeOfDraft(draft: PlaceDraft): Place | null {
  const [latitude, longitude] = [decimal(draft.latitude), decimal(draft.longitude)]
  if (latitude === null || longitude === null || !isOnEarth({ latitude, longitude })) return null
  const [name, address] = [draft.name.trim(), draft.address.trim()]
  return { latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}) }
}
