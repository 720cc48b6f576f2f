import { http } from './http'

export type CheckState = 'ok' | 'warning' | 'error' | 'unknown'

/** One line of a check: what was looked at, how it stands, and the word for what was seen. */
export interface CheckItem {
  name: string
  state: CheckState
  code: string
  facts: Record<string, unknown>
}

export interface ChannelCheck {
  checked_at: string
  /** Null: it was time. */
  by: string | null
  state: CheckState
  number: string | null
  name: string | null
  items: CheckItem[]
}

export interface Channel {
  /** Where Meta delivers this tenant's webhooks. */
  callback: string
  check: ChannelCheck | null
}

/** What customers see of the business. */
export interface BusinessProfile {
  about: string
  address: string
  description: string
  email: string
  websites: string[]
  vertical: string
  has_picture: boolean
}

export const fetchChannel = () => http.get<Channel>('/channel')
export const checkChannel = () => http.post<Channel>('/channel/check')
export const fetchProfile = () => http.get<BusinessProfile>('/channel/profile')
export const changeProfile = (change: Partial<BusinessProfile>) => http.patch<BusinessProfile>('/channel/profile', change)
export const changePicture = (picture: Blob) => http.put<BusinessProfile>('/channel/profile/picture', picture)

/** `stamp` has a new picture fetched. */
export const pictureUrl = (stamp: number) => `/api/v1/channel/profile/picture?at=${stamp}`
