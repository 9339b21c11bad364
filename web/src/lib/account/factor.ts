/** What came of a step with the second factor, as the page is told. */
export type FactorStep =
  | { kind: 'wait'; seconds: number }
  | { kind: 'wrong-password' | 'already' | 'expired' | 'must-keep' | 'ended' }
  | { kind: 'wrong-code'; enrolment?: Enrolment }
  | { kind: 'begun'; enrolment: Enrolment }
  | { kind: 'confirmed'; codes: string[] }

interface Enrolment {
  /** Base32. */
  secret: string
  /** SVG. */
  picture: string
}
