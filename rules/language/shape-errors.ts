import type { TSchema } from 'typebox'
import { Settings } from 'typebox/system'
import { Value } from 'typebox/value'

/** Of one value; beyond it the schema's library says no more. */
const most = 2_000

/** Why data is not of a schema; at least one reason unless it is. */
export const shapeErrors = (schema: TSchema, data: unknown) => {
  if (Value.Check(schema, data)) return []
  const { maxErrors } = Settings.Get()
  // Left at eight, eight unknown fields would hide every other reason, and themselves.
  Settings.Set({ maxErrors: most })
  try {
    const told = Value.Errors(schema, data).filter(({ keyword }) => keyword !== 'boolean')
    return told.length > 0 ? told : [tooManyErrors]
  } finally {
    Settings.Set({ maxErrors })
  }
}

type ShapeError = ReturnType<typeof Value.Errors>[number]

const tooManyErrors: ShapeError = {
  keyword: 'not',
  schemaPath: '#',
  instancePath: '',
  params: {},
  message: 'is wrong in too many places',
}
