import type { IssueTerm } from '@mingjing/sql/issues/term.ts'
import { parseSearch } from '#lib/queue/search/parse.ts'
import type { SearchProblem } from '#lib/queue/search/problem.ts'
import { problemWords } from '#lib/queue/search/problem-words.ts'
import { vocabulary } from '#lib/queue/search/vocabulary.ts'

/** What the search of a URL asks; one that cannot be understood matches nothing, and says why. */
export const searchTerms = (
  text: string | null,
  own: readonly string[],
  now: Date,
): { terms: readonly IssueTerm[]; problem: SearchProblem | null } => {
  const parsed = parseSearch((text ?? '').replaceAll('\0', ''), { vocabulary, own, now })
  return parsed.kind === 'terms'
    ? { terms: parsed.terms, problem: null }
    : { terms: [{ by: 'nothing' }], problem: parsed.problem }
}

/** A search that cannot be understood, over HTTP: 400 with the reason in both languages and the place, UTF-16 indices. */
export const searchRefusal = ({ code, from, to, ...problem }: SearchProblem): Response => {
  const [zh, en] = (['zh-CN', 'en'] as const).map((locale) =>
    problemWords({ ...problem, code, from, to }, vocabulary, locale),
  )
  return Response.json({ refused: code, zh, en, error: `q: ${en}`, at: { from, to } }, { status: 400 })
}
