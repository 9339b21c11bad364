import type { Scope } from './scope.ts'
import type { Place } from './source.ts'
import type { Node, ValueType } from './tree.ts'

/** Notes a problem at a place of the rule file. */
export type Tell = (place: Place, code: string, message: string) => void

/** Reads the expression at a place; null when there is none or it does not check, which has been told then. */
export type Read = (place: Place, text: string | undefined, scope: Scope, wanted: readonly ValueType[]) => Node | null
