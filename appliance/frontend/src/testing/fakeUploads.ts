/** Uploads that a test lets arrive or fail: XMLHttpRequest as far as `api/upload` uses it. */
import { vi } from 'vitest'

export class FakeUploads {
  readonly requests: FakeRequest[] = []

  constructor() {
    const requests = this.requests
    vi.stubGlobal(
      'XMLHttpRequest',
      class extends FakeRequest {
        constructor() {
          super()
          requests.push(this)
        }
      },
    )
  }

  get last(): FakeRequest {
    return this.requests.at(-1)!
  }
}

class FakeRequest {
  upload: { onprogress?: (event: object) => void } = {}
  status = 0
  responseText = ''
  form = new FormData()
  isAborted = false
  onload = () => {}
  onerror = () => {}
  onabort = () => {}

  open(): void {}
  setRequestHeader(): void {}
  getResponseHeader = () => null

  send(form: FormData): void {
    this.form = form
  }

  abort(): void {
    this.isAborted = true
    this.onabort()
  }

  progress(loaded: number, total: number): void {
    this.upload.onprogress?.({ loaded, total, lengthComputable: true })
  }

  answer(status: number, body: unknown): void {
    this.status = status
    this.responseText = JSON.stringify(body)
    this.onload()
  }

  cut(): void {
    this.onerror()
  }
}
