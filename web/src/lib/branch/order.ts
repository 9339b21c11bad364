import { change } from '#lib/format/comparison.ts'
import { inWords } from '#lib/words/language.ts'
import type { CockpitNumber } from './number.ts'

const moved = ({ figure }: CockpitNumber): number => {
  if (figure.kind !== 'ready') return -1
  const { card, total, comparison } = figure.value
  const found = change(total.value, comparison?.total.value || null)
  if (found === null) return -1
  return Math.abs(card.unit === 'share' ? found.delta : (found.relative ?? 0))
}

/** The indicators whose name, definition or id has all the words searched for. */
export const matching = (numbers: readonly CockpitNumber[], search: string): CockpitNumber[] => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return numbers.filter(({ id, figure }) => {
    const text =
      figure.kind === 'ready' ? `${id} ${inWords(figure.value.card.name)} ${inWords(figure.value.card.definition)}` : id
    return words.every((word) => text.toLowerCase().includes(word))
  })
}

/** Furthest behind the goal first, those without one last; or what changed most first; or as declared. */
export const ordered = (numbers: readonly CockpitNumber[], by: 'section' | 'gap' | 'change'): CockpitNumber[] =>
  by === 'gap'
    ? numbers.toSorted((a, b) => (a.gap ?? Number.POSITIVE_INFINITY) - (b.gap ?? Number.POSITIVE_INFINITY) || 0)
    : by === 'change'
      ? numbers.toSorted((a, b) => moved(b) - moved(a))
      : [...numbers]
