/** Walking the list key by key: the next key belongs to the list, not to the field of the conversation one has come to. */
let isWalking = false

export const walked = () => void (isWalking = true)
export const stopWalking = () => void (isWalking = false)

/** Whether the field of a conversation that opens takes the focus. On a touch screen the keyboard would cover what one came to read. */
export const takesFocus = () => !isWalking && matchMedia('(pointer: fine)').matches
