import { createPrivateKey, generateKeyPairSync, hkdfSync, type KeyObject, randomBytes, randomUUID } from 'node:crypto'
import { access, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The secrets of an installation. */
export interface Keys {
  /** 32 bytes for AES-256-GCM of personal values and dead letters. */
  readonly sealing: Uint8Array
  /** 32 bytes for the keyed hash that makes tokens. */
  readonly hashing: Uint8Array
  /** 32 bytes for what stands on the chain of consents: references and salts. */
  readonly receipts: Uint8Array
  /** Ed25519, signs the heads of the chains of actions and of consents. */
  readonly signing: KeyObject
}

/**
 * The keys of an installation: from MINGJING_KEY (32 bytes, base64 or hex) and MINGJING_SIGNING_KEY (PKCS#8 PEM) when
 * set, else from the folder, where they are made once, readable by their owner only. Without the key the vault cannot
 * be opened again: back it up apart from the data.
 */
export const loadKeys = async (
  folder: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Keys> => {
  const master = environment.MINGJING_KEY
    ? masterOf(environment.MINGJING_KEY, 'MINGJING_KEY')
    : masterOf(await keptIn(folder, 'vault.key', () => randomBytes(32).toString('base64')), join(folder, 'vault.key'))
  const pem =
    environment.MINGJING_SIGNING_KEY ??
    (await keptIn(folder, 'audit.key', () =>
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ))
  return { ...derive(master), signing: createPrivateKey(pem) }
}

/** Keys that live as long as the process, for tests. */
export const passingKeys = (seed = 'test'): Keys => ({
  ...derive(Buffer.from(seed)),
  signing: generateKeyPairSync('ed25519').privateKey,
})

const derive = (master: Uint8Array) => ({
  sealing: new Uint8Array(hkdfSync('sha256', master, '', 'mingjing seal', 32)),
  hashing: new Uint8Array(hkdfSync('sha256', master, '', 'mingjing token', 32)),
  receipts: new Uint8Array(hkdfSync('sha256', master, '', 'mingjing receipts', 32)),
})

const masterOf = (text: string, place: string): Buffer => {
  const bytes = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')
  if (bytes.length !== 32) throw new Error(`${place} must be 32 bytes in base64 or hex`)
  return bytes
}

/**
 * Reads a secret kept in a file, or makes it; of two processes that make it at once, one wins and both use it. The file
 * takes its name only when it is whole: a reader that saw it empty would seal with a key nobody has.
 */
const keptIn = async (folder: string, name: string, make: () => string): Promise<string> => {
  const path = join(folder, name)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const draft = join(folder, `.${name}.${randomUUID()}`)
  if (!(await exists(path))) {
    try {
      await writeFile(draft, make(), { flag: 'wx', mode: 0o600, flush: true })
      await link(draft, path)
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error
    } finally {
      await rm(draft, { force: true })
    }
  }
  return readFile(path, 'utf8')
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
