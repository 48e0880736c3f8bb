/** What the things of a charter are called. Apart from the words of its changes, which the status does not need. */
import type {Deed} from '../merge/deed.ts'

/** Fields by the name that people know, where it is another. */
export const called: Readonly<Record<string, string>> = {timezone: 'time zone', founded: 'founding day', circle: 'version of the files'}

/** The things that changed, for a line: `2 promises, purpose`. */
export function charterThings(deeds: readonly Deed[]): string[] {
  return deeds.flatMap((deed) => (deed.deed === 'promises' ? ['promises'] : deed.deed === 'charter' ? [called[deed.field] ?? deed.field] : []))
}
