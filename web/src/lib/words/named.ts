import { m } from '#lib/paraglide/messages.js'

/** A word by its family and code. */
export const wordFor = (prefix: string, value: string): string => {
  const key = `${prefix}_${value.replaceAll('-', '_')}` as keyof typeof m
  const say = m[key] as (() => string) | undefined
  return say ? say() : value
}

/** Names of codes in the reader's language; a code without a word shows as it is. */
export const roleName = (role: string): string => wordFor('role', role)
export const severityName = (severity: string): string => wordFor('severity', severity)
export const stateName = (state: string): string => wordFor('state', state)
export const stageName = (stage: string): string => wordFor('stage', stage)
export const className = (issueClass: string): string => wordFor('class', issueClass)
export const productName = (product: string): string =>
  product === '' ? m.product_none() : wordFor('product', product)
export const channelName = (channel: string): string => wordFor('channel', channel)
export const sourceName = (source: string): string => wordFor('source', source)
export const actionName = (action: string): string => wordFor('act', action)
export const segmentName = (segment: string): string =>
  segment === '' ? m.segment_none() : wordFor('segment', segment)
