/** A name for a query of the queue. */
export interface SavedView {
  id: string
  name: string
  /** The query part of the URL. */
  query: string
  own: boolean
  /** The unit whose people see it, or null when only its owner does. */
  sharedWith: string | null
  owner: { zh: string; en: string }
}

export const hrefOfView = ({ query }: Pick<SavedView, 'query'>): string =>
  query === '' ? '/issues' : `/issues?${query}`

/** The view whose query a list shows, or null. */
export const viewShown = (views: readonly SavedView[], query: string): SavedView | null =>
  views.find((view) => view.query === query) ?? null
