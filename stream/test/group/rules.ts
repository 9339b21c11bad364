import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { followUpFile, suspicionFile, trialBundle, trialFiles } from '../rules.ts'

/** The trial's rules, and those that only several partitions make hard. */
export const groupBundle = (): Bundle => trialBundle([...trialFiles, suspicionFile, followUpFile])

/** Rules a deadline of which fires by time alone. */
export const deadlineRules = (bundle: Bundle): Set<string> =>
  new Set(bundle.rules.filter(({ kind }) => kind === 'deadline').map(({ id }) => id))
