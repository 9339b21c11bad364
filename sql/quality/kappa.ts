/** How two judged the same things: in how many both said yes, only the first, only the second, neither. */
export interface Agreement {
  readonly both: number
  readonly first: number
  readonly second: number
  readonly neither: number
}

/** What was judged twice, the share in which the two differ (null without any), and Cohen's kappa. */
export interface Measured {
  readonly n: number
  readonly disagreed: number
  readonly rate: number | null
  readonly kappa: number | null
}

/**
 * Cohen's kappa κ = (po − pe) / (1 − pe), with po the share of agreement and pe that expected of two who judge
 * independently with the same shares of yes (J. Cohen, Educational and Psychological Measurement 20, 1960). Null where
 * pe is 1: who only ever says one thing cannot be told from chance.
 */
export const measured = ({ both, first, second, neither }: Agreement): Measured => {
  const n = both + first + second + neither
  const disagreed = first + second
  if (n === 0) return { n, disagreed, rate: null, kappa: null }
  // In whole numbers up to the last step: n² times expected and observed agreement.
  const expected = (both + first) * (both + second) + (neither + first) * (neither + second)
  const observed = (both + neither) * n
  return {
    n,
    disagreed,
    rate: disagreed / n,
    kappa: expected === n * n ? null : (observed - expected) / (n * n - expected),
  }
}
