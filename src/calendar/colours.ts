/** Colours for calendars: names of CSS (RFC 7986 5.9) that can be told apart, and read on white and on black. */

/** What each name stands for in CSS Color Level 3, as Apple's calendars want it (X-APPLE-CALENDAR-COLOR): `#RRGGBB`. */
export const colours: Readonly<Record<string, string>> = {
  blue: '#0000FF',
  brown: '#A52A2A',
  chocolate: '#D2691E',
  crimson: '#DC143C',
  darkcyan: '#008B8B',
  darkorange: '#FF8C00',
  goldenrod: '#DAA520',
  gray: '#808080',
  green: '#008000',
  maroon: '#800000',
  navy: '#000080',
  olive: '#808000',
  orchid: '#DA70D6',
  purple: '#800080',
  red: '#FF0000',
  royalblue: '#4169E1',
  slateblue: '#6A5ACD',
  teal: '#008080',
}
