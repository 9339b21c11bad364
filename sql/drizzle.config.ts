import { defineConfig } from 'drizzle-kit'

/** `npx drizzle-kit generate --config sql/drizzle.config.ts --name <what-changes>` writes the next migration. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './sql/postgres/schema.ts',
  out: './sql/postgres/migrations',
})
