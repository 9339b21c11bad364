import type { FieldKey } from './field.ts'

/** Why a search cannot be understood, and where: UTF-16 indices into the text, and what stands there. */
export interface SearchProblem {
  code:
    | 'unknown-field'
    | 'value-missing'
    | 'quote-open'
    | 'unknown-value'
    | 'not-an-amount'
    | 'not-a-moment'
    | 'too-long'
    | 'too-many'
  from: number
  to: number
  text: string
  field?: FieldKey
}

/** Whether the text is only not finished yet: nothing to complain of while somebody types. */
export const isUnfinished = ({ code, to }: SearchProblem, text: string): boolean =>
  (code === 'value-missing' || code === 'quote-open') && to >= text.trimEnd().length
