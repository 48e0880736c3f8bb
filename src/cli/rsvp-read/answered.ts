/** To what a letter without a calendar is an answer: by the ids of the letters before it, and by its subject. */
import type {Header} from 'postal-mime'
import {cleanLine} from '../../calendar/text.ts'

/** What a letter answers. */
export interface Answered {
  /** Names of our invitations that it refers to, as `messageName` makes them: the beginning of an id. */
  readonly ids: readonly string[]
  /** Its subject, where it begins with a word for an answer, without that; cleaned. */
  readonly subject?: string
}

const ourId = /\bcircle\.[0-9a-f]{32}(?=[.@])/gi
/** What programs write before the subject that is answered, in whatever language; as often as there were answers. */
const answerMarks = /^(?:\s*(?:re|aw|antw?|sv|vs|odp|ynt|r|rif|res|ref)\s*(?:\[\d+\])?\s*[:：])+\s*/i

/** Whether it is worth looking at the heads of a letter: most of a mailbox answer nothing of ours. */
export function mayAnswer(head: string): boolean {
  return head.search(ourId) !== -1 || /^subject:[ \t]*(?:\r?\n[ \t]+)*(?:[a-z]{1,4}[ \t]*(?:\[\d+\][ \t]*)?:|=\?)/im.test(head)
}

/** What a letter with these heads answers; undefined for nothing, and for what a program wrote by itself (RFC 3834 5). */
export function answeredIn(headers: readonly Header[], subject: string): Answered | undefined {
  const said = (key: string): string => headers.filter((each) => each.key === key).map(({value}) => value).join(' ')
  const written = said('auto-submitted').trim()
  if (written !== '' && !/^no\b/i.test(written)) return undefined
  const ids = [...new Set(`${said('references')} ${said('in-reply-to')}`.match(ourId)?.map((id) => id.toLowerCase()))]
  const line = cleanLine(subject).replace(/\s+/g, ' ').trim()
  const bare = line.replace(answerMarks, '')
  if (ids.length === 0 && bare === line) return undefined
  return {ids, ...(bare === line ? {} : {subject: bare})}
}
