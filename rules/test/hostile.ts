import type { RuleFile } from '../language/load.ts'
import { type Dice, rollDice } from './dice.ts'
import { expressionAttacks } from './hostile-expressions.ts'
import { textAttacks } from './hostile-texts.ts'
import { workAttacks } from './hostile-work.ts'

/** A rule that somebody wrote to do harm, with the files it needs beside. */
export interface Hostile {
  readonly attack: string
  /** Ids and names in them begin with `hostile`, then this number. */
  readonly number: number
  readonly files: readonly RuleFile[]
}

/** Writes the files of an attack; `id` is free to be used as that of a rule, and with `.a`, `.b` … after it. */
export type Attack = (dice: Dice, id: string) => readonly RuleFile[]

export const attacks: Readonly<Record<string, Attack>> = { ...textAttacks, ...expressionAttacks, ...workAttacks }

/** The n-th hostile rule of a seed; every attack comes in turn. */
export const hostileRule = (seed: number, number: number): Hostile => {
  const names = Object.keys(attacks)
  const attack = names[number % names.length]!
  return { attack, number, files: attacks[attack]!(rollDice(seed * 1_000_003 + number), `hostile.n${number}`) }
}
