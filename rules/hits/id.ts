import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** How a hit names an event: `source#id`. */
export const eventRef = (event: { readonly source: string; readonly id: string }): string =>
  `${event.source}#${event.id}`

/** Identity of a hit: the first 128 bits, in hex, of SHA-256 over rule, version, key, trigger and step as a JSON list. */
export const hitId = (ruleId: string, ruleVersion: number, key: string, triggerId: string, step: string): string =>
  bytesToHex(sha256(utf8ToBytes(JSON.stringify([ruleId, ruleVersion, key, triggerId, step]))).subarray(0, 16))

/**
 * The step a score's hit is identified by: one event may trigger it twice, through two deadlines that it opened and that
 * are breached at different times.
 */
export const stepAt = (step: string, at: number): string => `${step}@${at}`
