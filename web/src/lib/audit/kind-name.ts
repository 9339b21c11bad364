import { m } from '#lib/paraglide/messages.js'

/** What was done, in words: those of the issue's own history, else the audit page's; a kind without a word as it is. */
export const auditKindName = (kind: string): string => {
  const code = kind.replaceAll('-', '_')
  for (const key of [`audit_kind_${code}`, `act_${code}`] as (keyof typeof m)[]) {
    const say = m[key] as (() => string) | undefined
    if (say) return say()
  }
  return kind
}
