import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'

/** Makes something of a bundle, anew only when another bundle comes. */
export const oncePerBundle = <T>(make: (bundle: Bundle) => T): ((bundle: Bundle) => T) => {
  let last: { readonly hash: string; readonly made: T } | null = null
  return (bundle) => {
    if (last?.hash !== bundle.hash) last = { hash: bundle.hash, made: make(bundle) }
    return last.made
  }
}
