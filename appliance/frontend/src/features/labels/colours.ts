/** Colours that are told apart beside one another, on light and on dark. */
export const COLOURS = ['#3b5bdb', '#e8590c', '#2b8a3e', '#c2255c', '#f08c00', '#6741d9', '#0b7285', '#868e96', '#c92a2a', '#5c940d'] as const

/** For the label after `count` others. */
export const colourFor = (count: number): string => COLOURS[count % COLOURS.length] ?? COLOURS[0]
