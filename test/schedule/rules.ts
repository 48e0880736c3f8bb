/** Random recurrence rules for property tests. */
import fc from 'fast-check'
import type {Recurrence} from '../../src/model/rrule.ts'

const weekday = fc.integer({min: 0, max: 6}) as fc.Arbitrary<0 | 1 | 2 | 3 | 4 | 5 | 6>
const signed = (most: number): fc.Arbitrary<number> => fc.integer({min: 1, max: most}).chain((number) => fc.constantFrom(number, -number))
const list = <T>(item: fc.Arbitrary<T>, most = 3): fc.Arbitrary<T[]> => fc.uniqueArray(item, {minLength: 1, maxLength: most, selector: (one) => JSON.stringify(one)})
const months = list(fc.integer({min: 1, max: 12}))
const plainDays = list(fc.record({weekday}))
const days = (most: number): fc.Arbitrary<{weekday: 0 | 1 | 2 | 3 | 4 | 5 | 6; nth?: number}[]> =>
  list(fc.oneof(fc.record({weekday}), fc.record({weekday, nth: signed(most)})))

type Parts = Omit<Recurrence, 'freq' | 'interval' | 'weekStart' | 'count' | 'until' | 'bySetPos'>
const some = <T extends object>(shape: {[K in keyof T]: fc.Arbitrary<T[K]>}): fc.Arbitrary<Partial<T>> => fc.record(shape, {requiredKeys: []}) as fc.Arbitrary<Partial<T>>

const partsOf = {
  daily: some<Parts>({byMonth: months, byMonthDay: list(signed(31)), byDay: plainDays}),
  weekly: some<Parts>({byMonth: months, byDay: plainDays}),
  monthly: some<Parts>({byMonth: months, byMonthDay: list(signed(31)), byDay: days(5)}),
  yearly: fc.oneof(
    some<Parts>({byMonth: months, byMonthDay: list(signed(31)), byDay: days(5)}),
    some<Parts>({byYearDay: list(signed(366)), byDay: plainDays}),
    some<Parts>({byWeekNo: list(signed(53)), byDay: plainDays}),
  ),
}

/** Rules without an end, as RFC 5545 allows them; intervals to 5, so that a few years show them. */
export const anyRule: fc.Arbitrary<Recurrence> = fc.constantFrom('daily', 'weekly', 'monthly', 'yearly').chain((freq) =>
  fc.tuple(partsOf[freq] as fc.Arbitrary<Parts>, fc.integer({min: 1, max: 5}), weekday, fc.option(list(signed(4), 2), {nil: undefined})).map(([parts, interval, weekStart, bySetPos]) => ({
    freq,
    interval,
    weekStart,
    ...parts,
    ...(bySetPos === undefined || Object.keys(parts).length === 0 ? {} : {bySetPos}),
  })),
)
