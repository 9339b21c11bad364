import type { Role } from '../postgres/schema.ts'

/** What an administrator asks for somebody. Nothing of it holds until another one agrees. */
export type StaffWish =
  | {
      readonly kind: 'join'
      /** Typed at sign-in, and what the bank's own sign-in has to say; lower case. */
      readonly login: string
      readonly zh: string
      readonly en: string
      readonly role: Role
      readonly orgunit: string
    }
  /** Another role, another unit, or both. */
  | { readonly kind: 'move'; readonly role: Role; readonly orgunit: string }
  /** An account that was closed is opened again. */
  | { readonly kind: 'return' }
  /** A new first password, for who has none or forgot it. */
  | { readonly kind: 'password' }

export const staffWishKinds = ['join', 'move', 'return', 'password'] as const satisfies StaffWish['kind'][]

/** What a wish changes of somebody. */
export interface StaffStanding {
  readonly role: Role
  readonly orgunit: string
  readonly active: boolean
}
