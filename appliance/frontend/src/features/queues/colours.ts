/** Told apart at a glance on either ground; any other colour may be chosen beside them. */
export const COLOURS = ['#3b5bdb', '#0b7285', '#2b8a3e', '#5c940d', '#e67700', '#d9480f', '#c92a2a', '#a61e4d', '#862e9c', '#495057'] as const
