/** When things changed, for tests in which that matters nothing. */
export function fakeChanged(): number {
  return Date.UTC(2026, 0, 2) / 1000
}
