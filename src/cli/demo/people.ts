import type {Member} from '../../model/member.ts'

/** A member of the example, and the week of its year in which they joined (0: founded it). */
export interface Friend extends Pick<Member, 'name' | 'timezone' | 'offers' | 'seeks'> {
  readonly id: string
  readonly joins: number
  /** The week from which they are paused. */
  readonly pauses?: number
}

/**
 * The twelve: those whom Franklin's Autobiography names, and John Jones, a shoemaker, whom later lists add. Who joined
 * late, who is away in London and who rests is made up.
 */
export const friends: readonly Friend[] = [
  {id: 'benjamin', name: 'Benjamin Franklin', joins: 0, offers: ['printing', 'plain prose', 'swimming'], seeks: ['Italian', 'the art of listening']},
  {id: 'george', name: 'George Webb', joins: 0, offers: ['Latin', 'verse'], seeks: ['steady work']},
  {id: 'hugh', name: 'Hugh Meredith', joins: 0, offers: ['farming', 'presswork'], seeks: ['a reason to leave the tavern early']},
  {id: 'joseph', name: 'Joseph Breintnall', joins: 0, offers: ['copying deeds', 'leaf prints', 'poetry'], seeks: ['botany']},
  {id: 'nicholas', name: 'Nicholas Scull', joins: 0, offers: ['surveying', 'the Delaware language'], seeks: ['books']},
  {id: 'robert', name: 'Robert Grace', joins: 0, offers: ['a room for our books', 'metallurgy'], seeks: ['a better furnace']},
  {id: 'thomas', name: 'Thomas Godfrey', joins: 0, pauses: 43, offers: ['mathematics', 'glazing'], seeks: ['Newton in Latin']},
  {id: 'william', name: 'William Parsons', joins: 0, offers: ['shoemaking', 'geometry'], seeks: ['surveying']},
  {id: 'william-maugridge', name: 'William Maugridge', joins: 0, offers: ['joinery', 'sound judgement'], seeks: ['mechanics']},
  {id: 'william-coleman', name: 'William Coleman', joins: 0, timezone: 'Europe/London', offers: ['bookkeeping', 'a cool head'], seeks: ['law']},
  {id: 'stephen', name: 'Stephen Potts', joins: 5, offers: ['bookbinding', 'wit'], seeks: ['a library to bind for']},
  {id: 'john', name: 'John Jones', joins: 11, offers: ['leatherwork'], seeks: ['natural philosophy']},
]

/** Whose eyes the example is seen through. */
export const founder = 'benjamin'
