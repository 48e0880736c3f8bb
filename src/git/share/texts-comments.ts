/** Three versions of a record's comments → those that stay, and the text that has just these. */
import {withComment, withoutComment} from '../../store/yaml/comment-moves.ts'
import {pathKey, pathsIn} from '../../store/yaml/comments.ts'
import type {Annotated, Comment} from '../../store/yaml/comments.ts'
import {meaning} from '../../store/yaml/difference.ts'
import type {Plain, PlainMap} from '../../model/node.ts'

/** The versions in an order that does not depend on whose they are. */
export interface Versions<T> {
  readonly base: T | undefined
  readonly one: T
  readonly other: T
}

/** A comment that stays, as it stands on the sides that have it. */
export interface Kept {
  readonly text: string
  readonly one?: Comment
  readonly other?: Comment
}

/**
 * The comments that stay: those that both sides have, those that one has added, and of those that one has taken out
 * the ones that went only because their entry did, where the merged record has that entry still. A comment that both
 * have added about the same entry stays once. In the order of `one`, then of `other`.
 */
export function keptComments({base, one, other}: Versions<Annotated>, merged: PlainMap): Kept[] {
  const lives = stillThere(merged)
  const [ofOne, ofOther] = [paired(base?.comments ?? [], one.comments), paired(base?.comments ?? [], other.comments)]
  const kept: Kept[] = []
  for (const comment of base?.comments ?? []) {
    const [mine, theirs] = [ofOne.get(comment), ofOther.get(comment)]
    if (mine !== undefined && theirs !== undefined) kept.push({text: comment.text, one: mine, other: theirs})
    else if (mine !== undefined && lives(mine, other)) kept.push({text: comment.text, one: mine})
    else if (theirs !== undefined && lives(theirs, one)) kept.push({text: comment.text, other: theirs})
  }
  const [newOfOne, newOfOther] = [added(one.comments, ofOne), added(other.comments, ofOther)]
  const twins = paired(newOfOne, newOfOther, true)
  for (const comment of newOfOne) kept.push({text: comment.text, one: comment, ...optional(twins.get(comment))})
  for (const comment of added(newOfOther, twins)) kept.push({text: comment.text, other: comment})
  return kept
}

function optional(other: Comment | undefined): {other: Comment} | undefined {
  return other === undefined ? undefined : {other}
}

function added(comments: readonly Comment[], pairs: ReadonlyMap<unknown, Comment>): Comment[] {
  const known = new Set(pairs.values())
  return comments.filter((comment) => !known.has(comment))
}

/** Whether a comment that `gone` lacks lost its entry there, which the merged record has. */
function stillThere(merged: PlainMap): (comment: Comment, gone: Annotated) => boolean {
  const [now, then] = [pathsIn(merged), new Map<Annotated, Set<string>>()]
  return ({anchor: {path}}, gone) => {
    const key = pathKey(path)
    if (path.length === 0 || !now.has(key)) return false
    const had = then.get(gone) ?? pathsIn((meaning(gone.root) ?? []) as Plain)
    then.set(gone, had)
    return !had.has(key)
  }
}

/** Which comment of `to` is which of `from`: of those with one text first the ones in one place, then about one entry, then (unless `close`) any. */
function paired(from: readonly Comment[], to: readonly Comment[], close = false): Map<Comment, Comment> {
  const pairs = new Map<Comment, Comment>()
  const taken = new Set<Comment>()
  const ways = [placeOf, ({text, anchor}: Comment) => `${text}\0${pathKey(anchor.path)}`, ...(close ? [] : [({text}: Comment) => text])]
  for (const way of ways) {
    const free = new Map<string, Comment[]>()
    for (const comment of to) if (!taken.has(comment)) free.set(way(comment), [...(free.get(way(comment)) ?? []), comment])
    for (const comment of from) {
      const match = pairs.has(comment) ? undefined : free.get(way(comment))?.shift()
      if (match === undefined) continue
      pairs.set(comment, match)
      taken.add(match)
    }
  }
  return pairs
}

function placeOf({text, anchor}: Comment): string {
  return `${text}\0${anchor.place}\0${pathKey(anchor.path)}`
}

/** `target` with just the comments that stay: others go, and those that it lacks come in where a side has them. */
export function withKept(target: Annotated, kept: readonly Kept[], sides: Versions<Annotated>, file: string): Annotated {
  let result = target
  for (;;) {
    const found = foundIn(result, kept)
    const surplus = added(result.comments, found)[0]
    const missing = kept.find((one) => !found.has(one))
    if (surplus !== undefined) result = withoutComment(result, surplus, file)
    else if (missing !== undefined) result = brought(result, missing, kept, found, sides, file)
    else return result
  }
}

/** Where in the target each comment that stays is found. */
function foundIn(target: Annotated, kept: readonly Kept[]): Map<Kept, Comment> {
  const found = new Map<Kept, Comment>()
  const stays = kept.map((one) => ({one, as: (one.one ?? one.other) as Comment}))
  const pairs = paired(stays.map(({as}) => as), target.comments)
  for (const {one, as} of stays) {
    const match = pairs.get(as)
    if (match !== undefined) found.set(one, match)
  }
  return found
}

function brought(target: Annotated, missing: Kept, kept: readonly Kept[], found: ReadonlyMap<Kept, Comment>, sides: Versions<Annotated>, file: string): Annotated {
  const here = new Set(target.spots.map(({path}) => pathKey(path)))
  const side = (['one', 'other'] as const).toSorted((a, b) => worth(missing[b], here) - worth(missing[a], here))[0] ?? 'one'
  const [source, comment] = [sides[side], missing[side] as Comment]
  const homeless = comment.anchor.path.length > 0 && !here.has(pathKey(comment.anchor.path))
  const beside = (step: number) => {
    const next = source.comments[source.comments.indexOf(comment) + step]
    if (next === undefined || !(isNextLine(source.text, comment, next) || (homeless && isOfOne(comment, next)))) return undefined
    const same = kept.find((one) => one[side] === next)
    return same === undefined ? undefined : found.get(same)
  }
  return withComment(target, comment, source, {above: beside(-1), below: beside(1)}, file)
}

/** A side that has the comment at an entry that is here serves best. */
function worth(comment: Comment | undefined, here: ReadonlySet<string>): number {
  if (comment === undefined) return 0
  return comment.anchor.path.length === 0 || here.has(pathKey(comment.anchor.path)) ? 2 : 1
}

/** True when both stand alone, on one line and the next. */
function isNextLine(text: string, one: Comment, other: Comment): boolean {
  return one.alone && other.alone && text.slice(Math.min(one.end, other.end), Math.max(one.start, other.start)).split('\n').length === 2
}

/** True when both are about one entry: where that is gone, they stay together. */
function isOfOne(one: Comment, other: Comment): boolean {
  return pathKey(one.anchor.path) === pathKey(other.anchor.path)
}
