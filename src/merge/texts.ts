/** Free text, line by line. */
import type {Desk, Three} from './desk.ts'
import {joined, mergeVersions} from './joined.ts'

/**
 * The merged text; undefined when nothing of it is left. Lines that both changed are one question for the whole text,
 * whose answers all have what could be merged; so is a text that one side took out whole and the other changed.
 */
export function mergeText(desk: Desk, field: readonly string[], {base, first, second}: Three<string>, required = false): string | undefined {
  const isTakenOut = isBlank(first) !== isBlank(second) && !isBlank(base)
  if (first === undefined || second === undefined || isTakenOut) return desk.ask({field, base, first, second, required}) as string | undefined
  const merged = mergeVersions(linesOf(base ?? ''), linesOf(first), linesOf(second))
  if (merged.clean !== undefined) {
    const text = textFrom(merged.clean)
    if (text !== undefined || !required) return text
    // Each took out what the other left.
    return desk.ask({field, base, first, second, required}) as string | undefined
  }
  const versions = {base: textFrom(merged.base), first: textFrom(merged.first), second: textFrom(merged.second), both: textFrom(merged.both)}
  if (required && (versions.first === undefined || versions.second === undefined || versions.base === undefined)) {
    return desk.ask({field, base, first, second, both: versions.both, required}) as string | undefined
  }
  const agreed = shared(linesOf(first), linesOf(second))
  if (lacksAny(merged.first, agreed) || lacksAny(merged.second, agreed) || lacksAny(merged.base, shared(linesOf(base ?? ''), agreed))) {
    // Somebody moved a line to where the two differ, so that an answer would lose it: the texts are asked about as they are.
    return desk.ask({field, base, first, second, both: textFrom(joined(linesOf(first), linesOf(second))), required}) as string | undefined
  }
  return versions.first === versions.second ? versions.first : (desk.ask({field, ...versions}) as string | undefined)
}

function shared(one: readonly string[], other: readonly string[]): string[] {
  const there = new Set(other)
  return one.filter((line) => !isBlank(line) && there.has(line))
}

function lacksAny(lines: readonly string[], wanted: readonly string[]): boolean {
  const present = new Set(lines)
  return wanted.some((line) => !present.has(line))
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === ''
}

function linesOf(text: string): string[] {
  const trimmed = text.replace(/\n+$/, '')
  return trimmed === '' ? [] : trimmed.split('\n')
}

/** The text without blank lines at its ends; undefined when there is nothing else. */
function textFrom(lines: readonly string[]): string | undefined {
  const text = lines.join('\n')
  return isBlank(text) ? undefined : text.replace(/^(?:[ \t]*\n)+/, '').replace(/(?:\n[ \t]*)+$/, '')
}
