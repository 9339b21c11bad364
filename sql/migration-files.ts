import { readdir, readFile } from 'node:fs/promises'

export interface MigrationFile {
  readonly name: string
  readonly statements: readonly string[]
}

/** The `.sql` files of a folder in the order of their names, cut into statements at `--> statement-breakpoint`. */
export const migrationFiles = async (folder: URL): Promise<MigrationFile[]> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, folder), 'utf8')
      const statements = text
        .split('--> statement-breakpoint')
        .map((statement) => statement.trim())
        .filter((statement) => statement !== '')
      return { name, statements }
    }),
  )
}
