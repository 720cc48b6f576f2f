/** What is being chosen on the page of the brand: a draft, the colours it would have, and its saving. */
import { computed, reactive, ref, shallowRef, watch } from 'vue'

import * as api from '@/api/brand'
import type { Brand, BrandChange, BrandPicture, BrandThemes } from '@/api/brand'
import { errorText } from '@/format/failure'

import { showBrand } from './showBrand'

/** Of our own design: what the preview shows where the company has no colour. */
export const OWN_COLOUR = '#244eaa'

interface Draft {
  name: string
  loginText: string
  colour: string | null
  logo: BrandPicture | null
  favicon: BrandPicture | null
}

export function useBrandForm() {
  const saved = shallowRef<Brand | null>(null)
  const failure = ref('')
  const themes = shallowRef<BrandThemes | null>(null)
  const draft = reactive<Draft>({ name: '', loginText: '', colour: null, logo: null, favicon: null })

  /** Only what is another than when the page was opened: what somebody else changed meanwhile stays. */
  const change = computed<Partial<BrandChange>>(() => {
    if (!saved.value) return {}
    const before = asChange(saved.value)
    const now: BrandChange = {
      name: draft.name.trim() || null,
      login_text: draft.loginText.trim() || null,
      colour: draft.colour,
      logo: draft.logo?.id ?? null,
      favicon: draft.favicon?.id ?? null,
    }
    return Object.fromEntries(Object.entries(now).filter(([field, value]) => value !== before[field as keyof BrandChange]))
  })
  const hasChanged = computed(() => Object.keys(change.value).length > 0)

  function keep(brand: Brand): void {
    saved.value = brand
    Object.assign(draft, { name: brand.name ?? '', loginText: brand.login_text ?? '', colour: brand.colour, logo: brand.logo, favicon: brand.favicon })
  }

  async function load(): Promise<void> {
    failure.value = ''
    try {
      keep(await api.fetchBrand())
    } catch (error) {
      failure.value = errorText(error)
    }
  }

  /** Throws ApiError. */
  async function save(): Promise<void> {
    const brand = await api.changeBrand(change.value)
    keep(brand)
    showBrand(brand)
  }

  /** The last colour asked for counts, whichever answer comes last. */
  let asked = ''
  watch(
    () => draft.colour ?? OWN_COLOUR,
    (colour) => {
      asked = colour
      api
        .fetchPalette(colour)
        .then((answer) => asked === colour && (themes.value = answer.themes))
        .catch(() => undefined) // the preview stays as it was; saving says what is wrong
    },
    { immediate: true },
  )

  return { saved, failure, themes, draft, hasChanged, load, save }
}

const asChange = (brand: Brand): BrandChange => ({
  name: brand.name,
  login_text: brand.login_text,
  colour: brand.colour,
  logo: brand.logo?.id ?? null,
  favicon: brand.favicon?.id ?? null,
})
