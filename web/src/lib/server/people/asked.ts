import type { DirectoryFilter, PersonState } from '@mingjing/sql/people/directory.ts'
import { personStates } from '@mingjing/sql/people/directory.ts'
import { roles, type TokenGrant, tokenGrants } from '@mingjing/sql/postgres/schema.ts'
import type { StaffWish } from '@mingjing/sql/staffing/wish.ts'

export const peopleTabs = ['people', 'waiting', 'services'] as const
export type PeopleTab = (typeof peopleTabs)[number]

export interface AskedOfPeople {
  readonly tab: PeopleTab
  readonly filter: Omit<DirectoryFilter, 'unit'>
  /** Pages of the list passed by. */
  readonly page: number
  /** Whose account is open beside the list. */
  readonly person: string | null
  /** The form for somebody new is open. */
  readonly adding: boolean
}

const longest = 100

/** What the address of the page asks for; what it does not understand it leaves out. */
export const askedOfPeople = (query: URLSearchParams): AskedOfPeople => {
  const text = (query.get('q') ?? '').trim().slice(0, longest)
  const role = roles.find((each) => each === query.get('role'))
  const state: PersonState | undefined = personStates.find((each) => each === query.get('state'))
  const page = Number(query.get('page') ?? 0)
  return {
    tab: peopleTabs.find((each) => each === query.get('tab')) ?? 'people',
    filter: { ...(role && { role }), ...(state && { state }), ...(text !== '' && { text }) },
    page: Number.isSafeInteger(page) && page > 0 && page < 10_000 ? page : 0,
    person: query.get('person')?.slice(0, longest) || null,
    adding: query.has('add'),
  }
}

const textIn = (form: FormData, name: string): string => String(form.get(name) ?? '').trim()

/** A wish from the outside, or null when it is none. Whether it may be granted is `proposeStaff`'s to say. */
export const parseWish = (form: FormData): StaffWish | null => {
  const role = textIn(form, 'role') as (typeof roles)[number]
  const orgunit = textIn(form, 'orgunit')
  switch (textIn(form, 'wish')) {
    case 'join': {
      const names = { zh: textIn(form, 'zh'), en: textIn(form, 'en') }
      return { kind: 'join', login: textIn(form, 'login').toLowerCase(), ...names, role, orgunit }
    }
    case 'move':
      return { kind: 'move', role, orgunit }
    case 'return':
      return { kind: 'return' }
    case 'password':
      return { kind: 'password' }
    default:
      return null
  }
}

/** Longest name of a service account, characters. */
export const longestServiceName = 100
/** Longest life of a token somebody asks for, days. */
const longestLife = 3 * 366

/** A service account from the outside, or null: without a name or with too long a one, without a grant, or a last day that is to come. */
export const parseService = (
  form: FormData,
  now: Date,
): { name: string; grants: TokenGrant[]; orgunit: string; expiresAt: Date } | null => {
  const name = textIn(form, 'name')
  const grants = tokenGrants.filter((grant) => form.getAll('grant').includes(grant))
  const last = textIn(form, 'until')
  // To the end of that day at the bank.
  const expiresAt = /^\d{4}-\d\d-\d\d$/.test(last) ? new Date(`${last}T24:00:00+08:00`) : new Date(Number.NaN)
  const life = (expiresAt.getTime() - now.getTime()) / 86_400_000
  if (name === '' || name.length > longestServiceName || grants.length === 0 || !(life > 0 && life <= longestLife))
    return null
  return { name, grants, orgunit: textIn(form, 'orgunit'), expiresAt }
}
