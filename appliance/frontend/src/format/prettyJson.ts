/** JSON over several lines, token by token: parsing and writing it anew would round numbers and drop repeated keys. */
export function prettyJson(text: string): string {
  return isJson(text) ? indent(text) : text
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g
const STEP = '  '

function indent(json: string): string {
  const tokens = json.match(TOKENS) ?? []
  let depth = 0
  const line = () => `\n${STEP.repeat(depth)}`
  return tokens
    .map((token, index) => {
      const isEmpty = /^[{[]$/.test(tokens[index - 1] ?? '') && /^[}\]]$/.test(token)
      if (token === '{' || token === '[') {
        depth += 1
        return /^[}\]]$/.test(tokens[index + 1] ?? '') ? token : token + line()
      }
      if (token === '}' || token === ']') {
        depth -= 1
        return isEmpty ? token : line() + token
      }
      if (token === ',') return token + line()
      return token === ':' ? ': ' : token
    })
    .join('')
}
