/** A function from an offset of `text` to its line and column, both from 1 (columns in UTF-16 units; a byte order mark has no column). */
export function placer(text: string): (offset: number) => {line: number; column: number} {
  let starts: number[] | undefined
  return (offset) => {
    starts ??= lineStarts(text)
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    const mark = low === 0 && text.startsWith('\u{FEFF}') ? 1 : 0
    return {line: low + 1, column: Math.max(1, offset - (starts[low] ?? 0) - mark + 1)}
  }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}
