/** From the names that calendar programs give to time zones to IANA's. */
import {isZone, zoneMeant} from '../model/zone.ts'

/** Zones under the names of Windows: all that one stands for, the usual one first. */
export type WindowsZones = (name: string) => readonly string[]

/**
 * The IANA zone that a calendar means by a name: as it is, or at the end of a path (`/mozilla.org/20050126_1/Europe/Stockholm`), or what
 * programs call UTC, or as `windows` says of names such as `W. Europe Standard Time`; undefined when nobody knows. Of several names of
 * one zone, `home` where it is one of them.
 */
export function zoneCalled(name: string, windows: WindowsZones, home?: string): string | undefined {
  const plain = name.trim().replace(/^"|"$/g, '')
  const pieces = plain.split('/').filter((piece) => piece !== '')
  const names = plain.startsWith('/') ? [3, 2].map((count) => pieces.slice(-count).join('/')) : [plain]
  const isHome = (zone: string): boolean => home !== undefined && isSameZone(zone, home)
  for (const each of names) {
    const zone = isUtcName(each) ? 'UTC' : isZone(each) ? each : inOwnCapitals(each)
    if (zone !== undefined) return isHome(zone) ? home : zone
  }
  const choices = windows(plain).filter(isZone)
  return choices.some(isHome) ? home : choices[0]
}

function isUtcName(name: string): boolean {
  return /^(?:(?:tzone:\/\/microsoft\/)?utc|(?:etc\/)?(?:utc|gmt)|z)$/i.test(name)
}

function inOwnCapitals(name: string): string | undefined {
  const meant = name.includes('/') ? zoneMeant(name) : undefined
  return meant?.toLowerCase() === name.toLowerCase() ? meant : undefined
}

/** Whether two names are one zone to the runtime: `Asia/Calcutta` and `Asia/Kolkata`. */
function isSameZone(a: string, b: string): boolean {
  return a === b || canonical(a) === canonical(b)
}

function canonical(zone: string): string {
  return new Intl.DateTimeFormat('en-US', {timeZone: zone}).resolvedOptions().timeZone
}
