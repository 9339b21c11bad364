import { hash, verify } from '@node-rs/argon2'

/** `Algorithm.Argon2id`; the enum is ambient and has no value at run time. */
const argon2id = 2

/** argon2id with the parameters of the OWASP Password Storage Cheat Sheet (19 MiB, 2 passes, 1 lane). */
const cost = { algorithm: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const hashPassword = (password: string): Promise<string> => hash(password, cost)

let nobody: Promise<string> | undefined

/** True when `password` made `stored`. Without a stored hash it works as long and says no: no account is told by time. */
export const passwordMatches = async (stored: string | null, password: string): Promise<boolean> => {
  nobody ??= hashPassword('an account that does not exist')
  const right = await verify(stored ?? (await nobody), password.slice(0, 512))
  return stored !== null && right
}
