/** The way from the browser to the server, while there is one: what is said without it is lost, and may be. */
type Tell = (name: string, payload: unknown) => void

let tellServer: Tell | null = null

export function openWay(tell: Tell): void {
  tellServer = tell
}

export function closeWay(): void {
  tellServer = null
}

/** Whether this page is seen, which conversation is open here, and whether one writes in it. */
export function tellLooking(conversation_id: number | null, is_typing: boolean, is_visible: boolean): void {
  tellServer?.('look', { conversation_id, is_typing, is_visible })
}
