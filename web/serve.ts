import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { glob, stat } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { currentBuild, holdBuild, keepCurrent, type Workshop } from './current-build.ts'

const web = dirname(fileURLToPath(import.meta.url))
/** What the build is made from: the site, and the rooms it bundles. */
const sources = ['src/**/*', 'messages/*', 'vite.config.ts', '../rules/**/*.ts', '../sql/**/*.ts']

/** Builds the site when there is no build or a source is newer than it. @throws with the builder's exit status. */
export const buildSite = (announce: (line: string) => void): Promise<void> => keepCurrent(workshop, announce)

async function bundle(into: string): Promise<void> {
  const builder = spawn('npm', ['run', 'bundle', '--silent'], {
    cwd: web,
    env: { ...process.env, SITE_OUT: into },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: Buffer[] = []
  for (const stream of [builder.stdout, builder.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk))
  const [status] = await once(builder, 'close')
  if (status !== 0) throw new Error(`the site’s build failed with status ${status}:\n${Buffer.concat(said)}`)
}

async function newestSource(): Promise<number> {
  let newest = 0
  for await (const path of glob(sources, {
    cwd: web,
    exclude: (name) => /node_modules|paraglide|\.test\.ts$/.test(name),
  }))
    newest = Math.max(newest, (await stat(`${web}/${path}`)).mtimeMs)
  return newest
}

const workshop: Workshop = { folder: `${web}/build`, newestSource, make: bundle }

export interface Site {
  readonly url: string
  close(): Promise<void>
}

/**
 * Serves the built site; a runtime must have been provided. `port` 0 takes a free one.
 * @throws when there is no build, and when the port is taken, naming it.
 */
export async function serveSite(port: number): Promise<Site> {
  // The adapter's own limit is half a megabyte, less than a batch of events; routes have limits of their own.
  process.env.BODY_SIZE_LIMIT ??= '16M'
  const build = await currentBuild(workshop)
  if (build === null) throw new Error('the site has not been built')
  await holdBuild(build)
  const { handler } = (await import(`${build}/handler.js`)) as { handler: RequestListener }
  const server = createServer(handler)
  // Longer than a proxy or a client keeps a connection: who closes first must not be the one being asked.
  server.keepAliveTimeout = 65_000
  server.headersTimeout = 66_000
  server.listen(port)
  await Promise.race([
    once(server, 'listening'),
    once(server, 'error').then(([error]) => {
      throw error.code === 'EADDRINUSE' ? new Error(`port ${port} is taken; set PORT to another one`) : error
    }),
  ])
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      // Live streams never end by themselves.
      server.closeAllConnections()
      await closed
    },
  }
}
