import { http } from './http'

/** How much fits into a message: characters, counts and bytes, by kind. The server has the numbers (Meta's, and a few of its own). */
export interface Limits {
  text: { content: number }
  image: FileLimits
  video: FileLimits
  audio: FileLimits
  voice: FileLimits
  document: FileLimits & { filename: number }
  sticker: FileLimits & { animated_bytes: number }
  location: { name: number; address: number; latitude: Range; longitude: Range }
  contacts: {
    contacts: number
    phones: number
    emails: number
    name: number
    phone: number
    email: number
    type: number
    company: number
    title: number
  }
  interactive: {
    buttons: InteractiveLimits & { buttons: number; button_title: number; button_id: number }
    list: InteractiveLimits & ListLimits
    cta_url: InteractiveLimits & { display_text: number; url: number }
    location_request: InteractiveLimits
  }
  template: TemplateLimits
  reaction: { days: number }
  reply: { days: number }
  schedule: { days: number }
  window: { hours: number }
}

interface Range {
  min: number
  max: number
}

export interface FileLimits {
  bytes: number
  caption?: number
  /** Absent: of any type. */
  types?: string[]
}

export interface InteractiveLimits {
  body: number
  footer: number
  /** What may stand above it: `text`, `image`, `video`, `document`. */
  headers: string[]
  header_text?: number
}

export interface ListLimits {
  button: number
  sections: number
  /** In all sections together. */
  rows: number
  section_title: number
  row_id: number
  row_title: number
  row_description: number
}

export interface TemplateLimits {
  name: number
  header_text: number
  header_variables: number
  body: number
  footer: number
  buttons: number
  url_buttons: number
  phone_buttons: number
  copy_code_buttons: number
  button_text: number
  url: number
  copy_code: number
  creations_per_hour: number
}

export const fetchLimits = () => http.get<Limits>('/messages/limits')
