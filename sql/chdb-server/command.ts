import { startChdbServer } from './server.ts'

/** `mingjing chdb-server`: serves until it is told to stop. */
export async function chdbServerCommand(options: { port: number; path: string }): Promise<void> {
  const server = await startChdbServer(options)
  console.log(`ClickHouse over chDB: ${server.url}  (data in ${options.path}; for development, without a password)`)
  console.log(`CLICKHOUSE_URL=${server.url}`)
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  await server.close()
}
