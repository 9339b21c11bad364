/** What the bank knows about itself, one line of the truth file each. */
export type TruthLine =
  /** A violation laid on purpose: the library must report a hit of that rule and step with that subject at that time. */
  | { kind: 'planted'; ruleId: string; step: string; subject: string; key?: string; at: string }
  /** Nearly a violation of that rule: the rule must not hit with that subject. */
  | { kind: 'near'; ruleId: string; subject: string }
  /** Plays a part in a planted case or a near miss; hits on it say nothing about the rest. */
  | { kind: 'cast'; subject: string }
  /** Certified: no rule may hit with that subject, nor with a key that names it. */
  | { kind: 'clean'; subject: string }

/** Key values as a hit joins them. */
export const keyOf = (...parts: string[]): string => parts.join('\u001f')

/** Collects the truth while the bank lives; nothing after `until` (epoch milliseconds) can have been found yet. */
export interface Truth {
  planted(line: { ruleId: string; step?: string; subject: string; key?: string; at: number }): void
  near(ruleId: string, subject: string): void
  cast(subject: string): void
  clean(...subjects: string[]): void
  lines(until: number): Iterable<TruthLine>
}

export const openTruth = (): Truth => {
  const laid: { ruleId: string; step: string; subject: string; key?: string; at: number }[] = []
  const nearly: { ruleId: string; subject: string }[] = []
  const cast = new Set<string>()
  const certified = new Set<string>()
  return {
    planted: ({ step = 'hit', ...line }) => {
      laid.push({ ...line, step, at: Math.round(line.at) })
    },
    near: (ruleId, subject) => {
      nearly.push({ ruleId, subject })
    },
    cast: (subject) => {
      cast.add(subject)
    },
    clean: (...subjects) => {
      for (const subject of subjects) certified.add(subject)
    },
    *lines(until) {
      for (const { at, ...line } of laid)
        if (at <= until) yield { kind: 'planted', ...line, at: new Date(at).toISOString() }
      for (const line of nearly) yield { kind: 'near', ...line }
      for (const subject of cast) yield { kind: 'cast', subject }
      for (const subject of certified) yield { kind: 'clean', subject }
    },
  }
}

/** For whoever does not ask. */
export const noTruth: Truth = { planted: () => {}, near: () => {}, cast: () => {}, clean: () => {}, lines: () => [] }
