/** Why a view was not kept; a value to be shown. */
export interface ViewRefusal {
  readonly kind: 'refused'
  readonly code: ViewRefusalCode
  readonly zh: string
  readonly en: string
}

/** Most views one person keeps of one page: a menu longer than that is no help. */
export const mostViews = 50
/** Longest name of a view, characters. */
export const longestName = 40

const reasons = {
  'not-found': ['没有这个视图，或它不是您的', 'There is no such view, or it is not yours'],
  'no-name': ['请填写视图名称', 'The view needs a name'],
  'long-name': [`名称不能超过 ${longestName} 个字`, `The name may have at most ${longestName} characters`],
  'name-taken': ['您已有同名的视图', 'You have a view of that name already'],
  'too-many': [`最多保存 ${mostViews} 个视图`, `At most ${mostViews} views can be kept`],
} as const satisfies Record<string, readonly [string, string]>

export type ViewRefusalCode = keyof typeof reasons

export const refuseView = (code: ViewRefusalCode): ViewRefusal => {
  const [zh, en] = reasons[code]
  return { kind: 'refused', code, zh, en }
}
