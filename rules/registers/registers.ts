import { type Static, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { parse } from 'yaml'

/** The two registers the library stands between: the risks it guards against, the clauses it rests on. */
export interface Registers {
  /** In the order of the register. */
  readonly stages: readonly RegisteredStage[]
  readonly clauses: readonly Clause[]
}

export interface RegisteredStage {
  readonly stage: string
  /** Nodes of the stage's flow, in the order a case passes them. */
  readonly nodes: readonly string[]
  readonly risks: readonly Risk[]
}

const closed = { additionalProperties: false }
const text = Type.String({ minLength: 1 })
const words = Type.Object({ zh: text, en: text }, closed)
const day = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' })

const risk = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z]+\\.[a-z0-9]+(-[a-z0-9]+)*$' }),
    node: text,
    zh: text,
    en: text,
    /** Who would do it. */
    who: words,
    /** What it costs the bank or its customers. */
    cost: words,
    /** Why no rule covers it. */
    without: Type.Optional(words),
  },
  closed,
)
export type Risk = Static<typeof risk>

const clause = Type.Object({ clause: text, en: text, from: Type.Optional(day), to: Type.Optional(day) }, closed)
export type Clause = Static<typeof clause>

const riskFile = Type.Record(
  text,
  Type.Object({ nodes: Type.Array(text, { minItems: 1 }), risks: Type.Array(risk) }, closed),
)
const clauseFile = Type.Array(clause)

/**
 * The registers from the texts of `risks.yaml` and `basis.yaml`.
 * @throws with the name of the file and the place in it when one has not the form of a register.
 */
export const parseRegisters = (texts: { readonly risks: string; readonly basis: string }): Registers => {
  const stages = read('risks.yaml', riskFile, texts.risks)
  return {
    stages: Object.entries(stages).map(([stage, { nodes, risks }]) => ({ stage, nodes, risks })),
    clauses: read('basis.yaml', clauseFile, texts.basis),
  }
}

const read = <T extends TSchema>(name: string, schema: T, written: string): Static<T> => {
  const data: unknown = parse(written)
  const [error] = Value.Errors(schema, data)
  if (error) throw new Error(`${name}${error.instancePath}: ${error.message}`)
  return data as Static<T>
}
