import { customType } from 'drizzle-orm/pg-core'

/**
 * A `text` column for what strangers wrote. Postgres text holds no NUL, and a dead letter that could not be stored
 * would stop the worker: it is kept as the symbol ␀.
 */
export const plainText = customType<{ data: string; driverData: string }>({
  dataType: () => 'text',
  toDriver: (text) => text.replaceAll('\u0000', '\u2400'),
})
