import { http } from './http'

export type SignatureMode = 'off' | 'optional' | 'always'

export interface Signature {
  /** The client's: nobody signs, each as they like, everybody. */
  mode: SignatureMode
  /** My own choice, where it is mine. */
  is_on: boolean
  /** What customers read; null: my own name. */
  name: string | null
  /** What stands before my texts; empty: nothing. */
  prefix: string
}

export const fetchSignature = () => http.get<Signature>('/signature')

export const changeSignature = (change: Pick<Signature, 'is_on' | 'name'>) => http.put<Signature>('/signature', change)

export const changeSignatureMode = (mode: SignatureMode) => http.put<Signature>('/signature/mode', { mode })
