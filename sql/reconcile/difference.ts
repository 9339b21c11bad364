/** A hit that stands and should not, or the other way round. */
export interface Concerned {
  readonly hitId: string
  readonly ruleId: string
  readonly subject: string
  /** Epoch ms. */
  readonly at: number
  /** The event that triggered it, `source#id`. */
  readonly triggerId: string
  /** `missing`: it should be there and is not. */
  readonly kind: 'missing' | 'surplus'
}

/** Two numbers that must be equal; with the hits that tell them apart, where they are known. */
export interface Difference {
  readonly what: string
  readonly expected: number
  readonly found: number
  readonly hits?: readonly Concerned[]
}

/** Hits one difference names; what is wrong with more is seen on these. */
export const mostConcerned = 20
