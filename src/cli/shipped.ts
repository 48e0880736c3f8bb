/** What the program ships for people to read and change: formats, the agenda's template, the first README. */
import {existsSync, readFileSync, readdirSync} from 'node:fs'
import {fileURLToPath, pathToFileURL} from 'node:url'
import type {Circle} from '../model/circle.ts'
import {Fault} from '../model/fault.ts'
import type {Format} from '../model/format.ts'
import {readOne} from '../store/records.ts'
import {diskSource} from '../store/source.ts'
import type {Source} from '../store/source.ts'

// The built program lies in dist/, its source in src/cli/.
const folder = ['../templates/', '../../templates/'].map((path) => fileURLToPath(new URL(path, import.meta.url))).find((path) => existsSync(path))!

/** The ids of the formats the program ships, sorted. */
export function shippedFormatIds(): string[] {
  return readdirSync(`${folder}formats`).filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -'.yaml'.length)).toSorted()
}

/** A format the program ships. */
export function shippedFormat(id: string): Format {
  return readOne(diskSource(folder), {kind: 'format', id, path: `formats/${id}.yaml`}).record as unknown as Format
}

/** The formats a circle can use: the program's, and over them its own. */
export function allFormats(own: ReadonlyMap<string, Format>): Map<string, Format> {
  const shipped = shippedFormatIds().filter((id) => !own.has(id)).map((id): [string, Format] => [id, shippedFormat(id)])
  return new Map([...shipped, ...own].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** The formats of a circle and the one shipped format that is wanted; all of them when that is none. */
export function formatsFor(circle: Pick<Circle, 'formats'>, wanted: string | undefined): ReadonlyMap<string, Format> {
  if (wanted === undefined || circle.formats.has(wanted)) return circle.formats
  return shippedFormatIds().includes(wanted) ? new Map([...circle.formats, [wanted, shippedFormat(wanted)]]) : allFormats(circle.formats)
}

/** A template: the circle's own in templates/, else the one the program ships. Throws as the hardened reader does. */
export function templateFor(source: Pick<Source, 'bytes'>, file: string): {text: string; file: string} {
  const own = `templates/${file}`
  const bytes = source.bytes(own)
  if (bytes === undefined) return {text: shippedTemplate(file), file: `the program's ${file}`}
  try {
    return {text: new TextDecoder('utf-8', {fatal: true}).decode(bytes), file: own}
  } catch (cause) {
    throw new Fault('unsound', 'the template is not UTF-8 text', {place: {file: own}, hint: 'save it as UTF-8', cause})
  }
}

/** The text of a template the program ships, such as `agenda.md`. */
export function shippedTemplate(file: string): string {
  return readFileSync(`${folder}${file}`, 'utf8')
}

/** The folder that the program lies in, with its package.json. */
export function programFolder(): string {
  return fileURLToPath(new URL('..', pathToFileURL(folder)))
}
