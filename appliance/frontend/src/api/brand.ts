import { http } from './http'

export interface BrandPicture {
  id: string
  url: string
  /** A square. */
  icon_url: string
}

export interface BrandTheme {
  /** Of the style sheet, by name. */
  variables: Record<string, string>
  /** The colour did not read as it was given. */
  is_corrected: boolean
}

export type BrandThemes = Record<'light' | 'dark', BrandTheme>

export interface Brand {
  name: string | null
  default_name: string
  login_text: string | null
  colour: string | null
  logo: BrandPicture | null
  favicon: BrandPicture | null
  themes: BrandThemes | null
  /** Where the colours are; null: our own. */
  stylesheet: string | null
}

/** Pictures by their ids. */
export type BrandChange = Pick<Brand, 'name' | 'login_text' | 'colour'> & { logo: string | null; favicon: string | null }

export const fetchBrand = () => http.get<Brand>('/brand')

/** What is left out stays. */
export const changeBrand = (change: Partial<BrandChange>) => http.put<Brand>('/brand', change)

/** What a colour would become. */
export const fetchPalette = (colour: string) => http.get<{ themes: BrandThemes }>('/brand/palette', { query: { colour } })

/** Shown to nobody until it is chosen. */
export const addPicture = (file: Blob) => http.post<BrandPicture>('/brand/pictures', file)
