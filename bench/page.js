// What bench.page asks of a page. A frame is on the screen once the one after it begins.

/** Milliseconds from `from` (of the page's clock) until a frame with what `find` finds is on the screen. */
window.seen = (find, from) =>
  new Promise((resolve) => {
    const painted = () => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - from())))
    if (find()) return painted()
    const observer = new MutationObserver(() => {
      if (!find()) return
      observer.disconnect()
      painted()
    })
    observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
  })

/** Until an element of this selector is there, since the address was entered. */
window.loaded = (selector) => window.seen(() => document.querySelector(selector), () => 0)

/** A click on the first conversation, until messages are there. */
window.opened = () => {
  const clicked = performance.now()
  document.querySelector('a.item').click()
  return window.seen(() => document.querySelector('[data-message]'), () => clicked)
}

/** From the next Enter key until a bubble says this; the answer is what the second call returns. */
window.awaitBubble = (text) => {
  let pressed = 0
  addEventListener('keydown', ({ key }) => key === 'Enter' && (pressed ||= performance.now()), true)
  const says = () => [...document.querySelectorAll('.message')].some((bubble) => bubble.textContent.includes(text))
  window.bubble = window.seen(says, () => pressed)
}
