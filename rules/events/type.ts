import { type Static, Type } from 'typebox'
import { type FieldName, type Fields, fields } from './fields.ts'

/** One type of event: its name is `family.fact`, its data are fields of the dictionary. */
export interface EventType<
  Name extends string = string,
  Required extends FieldName = FieldName,
  Optional extends FieldName = FieldName,
> {
  readonly name: Name
  readonly zh: string
  readonly en: string
  readonly required: readonly Required[]
  readonly optional: readonly Optional[]
}

/** The `data` of an event type as it arrives on the wire. */
export type DataOf<T> =
  T extends EventType<string, infer R, infer O>
    ? { [K in R]: Static<Fields[K]['schema']> } & { [K in O]?: Static<Fields[K]['schema']> } & {
        [K in AnywhereName]?: Static<Fields[K]['schema']>
      }
    : never

/** Fields any event may carry: the source system's own name for what happened, who acted, and the case's dimensions. */
export const anywhere = ['activity', 'transition', 'actor', 'actorRole', 'product', 'channel', 'customer'] as const
type AnywhereName = (typeof anywhere)[number]

/** Declares an event type. A field is named once, as required or optional; {@link anywhere} comes for free. */
export const eventType = <
  const Name extends string,
  const R extends readonly FieldName[],
  const O extends readonly FieldName[] = [],
>(
  name: Name,
  zh: string,
  en: string,
  spec: { required: R; optional?: O },
): EventType<Name, R[number], O[number]> => ({
  name,
  zh,
  en,
  required: spec.required,
  optional: spec.optional ?? [],
})

/** Every field an event of this type may carry, required ones first. */
export const fieldsOf = (type: EventType): FieldName[] => [
  ...new Set<FieldName>([...type.required, ...type.optional, ...anywhere]),
]

/** JSON Schema of the `data` object. Unknown fields are refused: they could carry personal data past the vault. */
export const dataSchema = (type: EventType) =>
  Type.Object(
    Object.fromEntries(
      fieldsOf(type).map((name) => {
        const schema = fields[name].schema
        return [name, type.required.includes(name) ? schema : Type.Optional(schema)]
      }),
    ),
    { additionalProperties: false },
  )
