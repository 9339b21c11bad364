import { customType } from 'drizzle-orm/pg-core'

/** A `bytea` column; PGlite and postgres-js both hand over a Uint8Array (a Buffer is one). */
export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'bytea',
})
