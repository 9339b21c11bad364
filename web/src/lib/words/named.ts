import { m } from '#lib/paraglide/messages.js'

const message = (prefix: string, value: string): string => {
  const key = `${prefix}_${value.replaceAll('-', '_')}` as keyof typeof m
  const say = m[key] as (() => string) | undefined
  return say ? say() : value
}

/** Names of codes in the reader's language; a code without a word shows as it is. */
export const roleName = (role: string): string => message('role', role)
export const severityName = (severity: string): string => message('severity', severity)
export const stateName = (state: string): string => message('state', state)
export const stageName = (stage: string): string => message('stage', stage)
export const className = (issueClass: string): string => message('class', issueClass)
export const productName = (product: string): string => (product === '' ? m.product_none() : message('product', product))
export const channelName = (channel: string): string => message('channel', channel)
export const actionName = (action: string): string => message('act', action)
